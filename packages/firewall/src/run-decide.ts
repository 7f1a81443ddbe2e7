import { isWithheld, toErrorRecord, tryParsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";
import { FirewallError } from "./errors.ts";
import type { FirewallServices } from "./exchange.ts";
import { newestAcceptable } from "./newest-acceptable.ts";
import type { RunVersion } from "./run-log.ts";
import { toRunVersion } from "./run-log.ts";
import { findUnlisted } from "./unlisted-version.ts";

/** A version that a lockfile names and the firewall would refuse. */
export interface WithheldLocked extends RunVersion {
  readonly name: string;
  readonly newestAcceptable: string | null;
}

/** The answer on the versions of a lockfile. */
export interface LockedDecisions {
  readonly schema: 1;
  readonly withheld: readonly WithheldLocked[];
  /** Versions that could not be decided on, with the reason of the first. */
  readonly undecided: { readonly count: number; readonly first: string | null };
}

/** One version of a lockfile. */
export interface LockedVersion {
  readonly name: string;
  readonly version: string;
}

/** A lockfile of a large monorepo names a few thousand versions. */
const maxLocked = 20_000;
/** A locked version's facts hardly change; the local intelligence is always that of now. Milliseconds. */
const packumentMaxAgeMs = 3_600_000;
const atATime = 32;

/** Decides on versions that a client's own caches could yield without a request. */
export async function decideLocked(
  services: FirewallServices,
  locked: readonly LockedVersion[],
): Promise<LockedDecisions> {
  const withheld: WithheldLocked[] = [];
  const failures: string[] = [];
  const queue = locked.values();

  async function work(): Promise<void> {
    for (const each of queue) {
      try {
        const found = await decideOne(services, each);
        if (found !== undefined) withheld.push(found);
      } catch (error) {
        failures.push(`${each.name}@${each.version}: ${toErrorRecord(error).message}`);
      }
    }
  }

  await Promise.all(Array.from({ length: atATime }, work));
  return { schema: 1, withheld, undecided: { count: failures.length, first: failures[0] ?? null } };
}

async function decideOne(
  services: FirewallServices,
  { name: text, version }: LockedVersion,
): Promise<WithheldLocked | undefined> {
  const name = tryParsePackageName(text);
  // What is no name on a registry is never asked of one.
  if (name === undefined) return undefined;
  const lookup = await services.packuments.get(name, packumentMaxAgeMs);
  if (lookup.kind === "found") {
    const judgement = services.judge.judge(lookup.packument);
    const decision = judgement.decisions.get(version);
    if (decision !== undefined) {
      if (!isWithheld(decision)) return undefined;
      return {
        name,
        ...toRunVersion({ version, decision }),
        newestAcceptable: newestAcceptable(judgement, version) ?? null,
      };
    }
  }
  return decideUnlisted(services, name, version);
}

function decideUnlisted(
  services: FirewallServices,
  name: PackageName,
  version: string,
): WithheldLocked | undefined {
  const unlisted = findUnlisted(services, {
    name,
    isWanted: (trace) => trace.version === version,
    named: version,
  });
  if (unlisted === undefined) return undefined;
  const { decision } = services.judge.decide(unlisted.facts);
  return isWithheld(decision)
    ? { name, ...toRunVersion({ version, decision }), newestAcceptable: null }
    : undefined;
}

/** Reads the body of a question about a lockfile: `{"packages":[["name","version"],…]}`. Throws FIREWALL_BAD_BODY. */
export function parseLockedQuestion(body: Buffer): readonly LockedVersion[] {
  const value = parseJson(body);
  const packages: unknown =
    typeof value === "object" && value !== null && "packages" in value ? value.packages : undefined;
  if (!Array.isArray(packages) || packages.length > maxLocked) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: `Cannot decide as the request does not hold a list "packages" of at most ${maxLocked}`,
    });
  }
  return packages.map((entry: unknown) => {
    const [name, version]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name === "string" && typeof version === "string") return { name, version };
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot decide as an entry of the request is no pair of name and version",
    });
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot read the request as it is no valid JSON",
      cause,
    });
  }
}
