import { tryParseJson } from "@lockkeeper/core";
import type { RunFile, ServerAnswer } from "@lockkeeper/server";

import type { Engine } from "./engine.ts";
import { CliError } from "./errors.ts";

/** One version of a canary as the firewall describes it. */
export interface CanaryVersion {
  readonly version: string;
  readonly integrity: string;
  readonly shasum: string;
  /** The files that unpack from it: nothing else is ever started. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a client asked of a canary. */
export interface CanaryAsk {
  readonly kind: string;
  readonly scope: string | undefined;
  readonly version: string | undefined;
  readonly outcome: string;
}

/** A canary as the firewall describes it: what it is, and what was asked of it so far. */
export interface CanaryReport {
  readonly name: string;
  readonly allowed: CanaryVersion;
  readonly refused: CanaryVersion;
  /** The environment variable that lets the canary's script leave its mark. */
  readonly variable: string;
  /** The file that the script leaves. */
  readonly marker: string;
  readonly isObserving: boolean;
  readonly asks: readonly CanaryAsk[];
}

/** The firewall that doctor measures against. */
export interface DoctorFirewall {
  /** Without a final slash. */
  readonly url: string;
  /** Announces a new canary. Throws `CLI_NO_CANARY`. */
  announce(nonce: string): Promise<CanaryReport>;
  /** Tells what was asked of a canary. Throws `CLI_NO_CANARY`. */
  look(nonce: string): Promise<CanaryReport>;
}

const path = "/-/lockkeeper/canaries";

/** How a firewall is spoken to. */
export interface FirewallConnection {
  readonly askServer: Engine["askServer"];
  readonly server: Pick<RunFile, "url" | "certificate">;
  /** Says who asks; for a firewall that wants to know. */
  readonly token: string | undefined;
}

/** Speaks to a firewall. */
export function connectDoctorFirewall({ askServer, server, token }: FirewallConnection): DoctorFirewall {
  const url = server.url.replace(/\/+$/, "");
  const ask = async (below: string, body: string | undefined): Promise<CanaryReport> =>
    parseAnswer(url, await askServer({ server: { ...server, url }, token, path: `${path}${below}`, body }));
  return {
    url,
    announce: (nonce) => ask("", JSON.stringify({ nonce })),
    look: (nonce) => ask(`/${nonce}`, undefined),
  };
}

function parseAnswer(url: string, { status, body }: ServerAnswer): CanaryReport {
  const value = tryParseJson(body);
  const report = status < 300 ? tryParseReport(value) : undefined;
  if (report !== undefined) return report;
  throw new CliError("CLI_NO_CANARY", {
    message: `Cannot announce a canary at ${url}: ${textOf(value, "error") ?? `it answers ${status}`}`,
    hint: "The firewall must be of this version; LOCKKEEPER_TOKEN must hold a token if it asks for one.",
  });
}

function tryParseReport(body: unknown): CanaryReport | undefined {
  const [name, variable, marker] = ["name", "variable", "marker"].map((key) => textOf(body, key));
  const [allowed, refused] = ["allowed", "refused"].map((key) => tryParseVersion(field(body, key)));
  const asks = field(body, "asks");
  const isObserving = field(body, "observing");
  if (name === undefined || variable === undefined || marker === undefined) return undefined;
  if (allowed === undefined || refused === undefined) return undefined;
  if (!Array.isArray(asks) || typeof isObserving !== "boolean") return undefined;
  return { name, allowed, refused, variable, marker, isObserving, asks: asks.map(parseAsk) };
}

function tryParseVersion(value: unknown): CanaryVersion | undefined {
  const [version, integrity, shasum] = ["version", "integrity", "shasum"].map((key) => textOf(value, key));
  const files = field(value, "files");
  if (version === undefined || integrity === undefined || shasum === undefined) return undefined;
  if (typeof files !== "object" || files === null) return undefined;
  const texts = Object.entries(files).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return { version, integrity, shasum, files: new Map(texts) };
}

function parseAsk(value: unknown): CanaryAsk {
  return {
    kind: textOf(value, "kind") ?? "",
    scope: textOf(value, "scope"),
    version: textOf(value, "version"),
    outcome: textOf(value, "outcome") ?? "",
  };
}

function textOf(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === "string" ? found : undefined;
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}
