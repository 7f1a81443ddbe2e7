import { resolve } from "node:path";

import { limits, renderInstant, tryParseVersion } from "@lockkeeper/core";
import { addSuppressions } from "@lockkeeper/policy";
import type { AnySuppression } from "@lockkeeper/policy";
import { placeOf } from "@lockkeeper/scan";
import type { ScanFinding } from "@lockkeeper/scan";

import { isThere, readBoundedFile } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { writeDocument } from "../inspection/output-file.ts";
import { suppressionsName } from "../inspection/suppressions-file.ts";
import { parseFutureTime } from "../time-flag.ts";

/** A finding with the target that it was found in. */
export interface FoundFinding {
  readonly target: string;
  readonly finding: ScanFinding;
}

/** Who lives with findings, why, and until when. */
export interface Acceptance {
  readonly reason: string;
  readonly owner: string;
  /** A time or a duration, as typed. */
  readonly expires: string;
}

const dayMs = 86_400_000;
const longestMs = 366 * dayMs;

/** When an acceptance ends, as entries have it: a day, whose midnight (UTC) ends it, or a time. Throws `CLI_BAD_TIME`, `CLI_USAGE`. */
export function parseAcceptanceEnd(text: string, now: number): string {
  const end = parseFutureTime("--expires", text, now);
  const [day] = renderInstant(end).split("T", 1);
  const written = day !== undefined && !text.includes("T") && end - now > dayMs ? day : renderInstant(end);
  if (end > now && end - now <= longestMs) return written;
  throw new CliError("CLI_USAGE", {
    message: `Cannot accept findings until ${renderInstant(end)} as ${end <= now ? "that is over already" : "it is more than a year ahead"}`,
    hint: "Somebody should look again within a year; renew then what still holds.",
  });
}

/** The entry that lets a finding count for nothing: of this version where it has one, so that the next one counts again. */
export function entryFor(
  { target, finding }: FoundFinding,
  { reason, owner, expires }: Acceptance,
  word: string = finding.id,
): AnySuppression {
  const { name, version, file } = finding;
  const common = { reason, owner, expires };
  if (name === undefined) return { finding: word, file: placeOf({ target }, file), ...common };
  const isExact = version !== undefined && tryParseVersion(version) !== undefined;
  return { finding: word, package: isExact ? `${name}@${version}` : name, ...common };
}

/** Writes entries to the named file of suppressions, or to that of the current folder. Throws `CLI_BAD_FILE`, `POLICY_*`. */
export async function writeAcceptances(
  entries: readonly AnySuppression[],
  named: string | undefined,
  { cwd }: Pick<Environment, "cwd">,
): Promise<string> {
  const file = named ?? suppressionsName;
  const path = resolve(cwd, file);
  const use = { what: "suppressions", maxBytes: limits.policyFileMaxBytes, hint: "Check the path." };
  const before = (await isThere(path)) ? await readBoundedFile(path, use) : "";
  await writeDocument(path, addSuppressions(before, entries, file));
  return file;
}
