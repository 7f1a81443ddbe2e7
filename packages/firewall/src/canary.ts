import type { Decision } from "@lockkeeper/core";
import type { CanaryPackage } from "./canary-package.ts";
import { buildCanaryPackage } from "./canary-package.ts";

/** What a client asked of a canary. */
export interface CanaryAsk {
  readonly kind: "packument" | "tarball" | "manifest";
  /** Of a canary that was asked for in a scope. */
  readonly scope: string | undefined;
  readonly version: string | undefined;
  readonly outcome: "served" | "refused" | "absent";
  readonly client: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A canary that was announced, with what was asked of it since. */
export interface Canary {
  readonly nonce: string;
  readonly package: CanaryPackage;
  readonly asks: readonly CanaryAsk[];
}

/**
 * The beginning of every canary's name. Registries refuse new names with upper-case letters, so nobody can register one,
 * while every client still asks for them.
 */
const namePrefix = "Lockkeeper-Canary-";
const nonceForm = /^[0-9a-f]{32}$/;

const lifetimeMs = 15 * 60_000;
const maxCanaries = 64;
const maxAsks = 200;

/** The decision on a canary's refused version: of no policy, so that no policy can lift it. */
export const canaryDecision: Decision = {
  decision: "block",
  effect: "block",
  clause: "canary",
  reasons: [{ code: "canary", message: "This version exists to be refused: doctor asks for it" }],
  maturesAt: undefined,
  exception: undefined,
};

/** Whether a package's name belongs to canaries, in a scope or in none. No such name is ever asked of an upstream. */
export function isCanaryName(name: string): boolean {
  return withoutScope(name).startsWith(namePrefix);
}

function withoutScope(name: string): string {
  return name.startsWith("@") ? name.slice(name.indexOf("/") + 1) : name;
}

/** Whether a text can be the nonce of a canary: 128 bits in lower-case hexadecimal. */
export function isCanaryNonce(text: string): boolean {
  return nonceForm.test(text);
}

interface Announced extends Canary {
  readonly asks: CanaryAsk[];
  readonly expiresAt: number;
}

/**
 * The canaries that doctor has announced. Each is known by a nonce of doctor's, so that neither a cache nor a copy of an
 * earlier answer can stand in for this firewall. They live for a quarter of an hour, and only so many at once.
 */
export class Canaries {
  readonly #announced = new Map<string, Announced>();

  /** Makes the package of a nonce available. Announcing a nonce twice starts it anew. */
  announce(nonce: string, now: number): Canary {
    this.#expire(now);
    this.#announced.delete(nonce);
    const [oldest] = this.#announced.keys();
    if (oldest !== undefined && this.#announced.size >= maxCanaries) this.#announced.delete(oldest);
    const canary: Announced = {
      nonce,
      package: buildCanaryPackage(`${namePrefix}${nonce}`, nonce),
      asks: [],
      expiresAt: now + lifetimeMs,
    };
    this.#announced.set(nonce, canary);
    return canary;
  }

  /** The canary of a nonce, if it was announced and is not over. */
  find(nonce: string, now: number): Canary | undefined {
    this.#expire(now);
    return this.#announced.get(nonce);
  }

  /** The canary of a package's name, whatever its scope. */
  findByName(name: string, now: number): Canary | undefined {
    return isCanaryName(name) ? this.find(withoutScope(name).slice(namePrefix.length), now) : undefined;
  }

  /** Remembers what was asked of a canary. */
  note(nonce: string, ask: CanaryAsk): void {
    const canary = this.#announced.get(nonce);
    if (canary !== undefined && canary.asks.length < maxAsks) canary.asks.push(ask);
  }

  #expire(now: number): void {
    for (const [nonce, { expiresAt }] of this.#announced) {
      if (expiresAt <= now) this.#announced.delete(nonce);
    }
  }
}
