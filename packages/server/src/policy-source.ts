import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";
import type { PolicyInForce } from "@lockkeeper/firewall";
import type { Exception, IncidentPolicy, PolicyDocument } from "@lockkeeper/policy";
import {
  incidentOfFile,
  parseException,
  parsePolicy,
  policyRevision,
  presetPolicy,
  tightenByIncidents,
} from "@lockkeeper/policy";
import type { ExceptionStore } from "@lockkeeper/store";

/** The policy of an organisation as it stands, read again when its file or its exceptions change. */
export interface PolicySource {
  current(): PolicyInForce;
}

/** What the source is made of. */
export interface PolicySourceParts {
  /** Must exist when it was named; `optional` files may be absent, which means the preset *balanced*. */
  readonly file: { readonly path: string; readonly isOptional: boolean };
  /** The folder with what incidents add; need not be there. */
  readonly incidents?: string | undefined;
  readonly exceptions: ExceptionStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Loaded {
  readonly policy: PolicyDocument;
  readonly documentRevision: string;
  readonly stamp: string;
}

/** How often the file is looked at. Milliseconds. */
const lookEveryMs = 1000;

/** Reads the policy; a bad file is an error at the start, and later keeps the last good one in force. Throws POLICY_*. */
export function createPolicySource(parts: PolicySourceParts): PolicySource {
  let loaded = load(parts);
  let lookedAt = parts.clock.now();
  let wasGone = stampOf(parts.file.path) === "absent";
  let current: PolicyInForce | undefined;
  let exceptionsRevision = -1;

  function lookAgain(now: number): void {
    if (now >= lookedAt && now - lookedAt < lookEveryMs) return;
    lookedAt = now;
    const stamp = stampOfAll(parts);
    // Many programs save a file by removing the old one first; the built-in preset must not be in force for that moment.
    const isGone = stampOf(parts.file.path) === "absent";
    const isJustGone = isGone && !wasGone;
    wasGone = isGone;
    if (stamp === loaded.stamp || isJustGone) return;
    try {
      loaded = load(parts);
      current = undefined;
      parts.logger.log("info", {
        code: "SERVER_POLICY_RELOADED",
        message: `Policy revision ${loaded.documentRevision} is in force`,
      });
    } catch (error) {
      loaded = { ...loaded, stamp: stampOfAll(parts) };
      parts.logger.log("error", {
        code: "SERVER_POLICY_NOT_RELOADED",
        message: `The changed policy file is not used as it cannot be read; revision ${loaded.documentRevision} stays in force`,
        fields: { cause: toErrorRecord(error) },
      });
    }
  }

  return {
    current(): PolicyInForce {
      lookAgain(parts.clock.now());
      const revision = parts.exceptions.revision();
      if (current === undefined || revision !== exceptionsRevision) {
        exceptionsRevision = revision;
        current = inForce(loaded, parts, revision);
      }
      return current;
    },
  };
}

function inForce(
  { policy, documentRevision }: Loaded,
  { exceptions, logger }: PolicySourceParts,
  revision: number,
): PolicyInForce {
  const added = exceptions.list().flatMap((row): Exception[] => {
    try {
      return [parseException(row)];
    } catch (error) {
      // An exception that cannot be understood lifts nothing.
      logger.log("error", {
        code: "SERVER_BAD_EXCEPTION",
        message: `Exception "${row.id}" is not in force`,
        fields: { cause: toErrorRecord(error) },
      });
      return [];
    }
  });
  return {
    policy,
    exceptions: [...policy.exceptions, ...added],
    revision: revision === 0 ? documentRevision : `${documentRevision}+${revision}`,
  };
}

function load(parts: PolicySourceParts): Loaded {
  const { path, isOptional } = parts.file;
  const stamp = stampOfAll(parts);
  const written =
    stampOf(path) === "absent" && isOptional
      ? presetPolicy("balanced")
      : parsePolicy(readFileSync(path, "utf8"), { source: path, tier: "organisation" });
  const policy = tightenByIncidents(written, readIncidents(parts.incidents));
  return { policy, documentRevision: policyRevision(policy), stamp };
}

function stampOfAll({ file, incidents }: PolicySourceParts): string {
  const stamps = listIncidents(incidents).map(({ id, path }) => `${id} ${stampOf(path)}`);
  return [stampOf(file.path), ...stamps].join("\n");
}

function readIncidents(folder: string | undefined): readonly IncidentPolicy[] {
  return listIncidents(folder).flatMap(({ id, path }) => {
    try {
      return [{ id, text: readFileSync(path, "utf8") }];
    } catch (error) {
      // Lifted since it was listed.
      if (systemErrorCode(error) === "ENOENT") return [];
      throw error;
    }
  });
}

function listIncidents(
  folder: string | undefined,
): readonly { readonly id: string; readonly path: string }[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder)
      .toSorted()
      .flatMap((name) => {
        const id = incidentOfFile(name);
        return id === undefined ? [] : [{ id, path: join(folder, name) }];
      });
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "absent";
    throw error;
  }
}
