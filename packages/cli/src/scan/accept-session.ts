import type { AnySuppression } from "@lockkeeper/policy";
import { placeOf, scanRules } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { entryFor, parseAcceptanceEnd, writeAcceptances } from "./accept-findings.ts";
import type { Acceptance, FoundFinding } from "./accept-findings.ts";
import type { ScanInput } from "./scan-input.ts";
import { scanAll } from "./scan-session.ts";

/** One call of `scan --accept`. */
export interface AcceptInput extends Acceptance {
  readonly scan: ScanInput;
  /** A rule or an advisory, and after a colon the package, version or file; as typed. */
  readonly words: readonly string[];
}

/** An entry that was written. */
export interface AcceptItem {
  readonly entry: AnySuppression;
  /** How many findings it is about. */
  readonly findings: number;
  readonly file: string;
}

/** Scans, and has what the words name count for nothing from now on. Throws `CLI_USAGE` where a word names nothing that is found. */
export async function* acceptAll(input: AcceptInput, environment: Environment): AsyncIterable<AcceptItem> {
  const wishes = input.words.map(parseWord);
  const expires = parseAcceptanceEnd(input.expires, environment.clock.now());
  const acceptance = { reason: input.reason, owner: input.owner, expires };
  const found: FoundFinding[] = [];
  for await (const item of scanAll(input.scan, environment)) {
    if (item.kind !== "report") continue;
    const { target, findings, suppressed } = item.report;
    // What is accepted already may be renewed.
    const accepted = suppressed.filter(({ cause }) => cause.kind === "ignored").map(({ finding }) => finding);
    found.push(...[...findings, ...accepted].map((finding) => ({ target, finding })));
  }
  const entries = new Map<string, AcceptItem>();
  for (const wish of wishes) {
    const meant = found.filter((each) => isMeant(each, wish));
    if (meant.length === 0) throw nothingMeant(wish, found);
    for (const each of meant) {
      refuseMalware(each, wish);
      const entry = entryFor(each, acceptance, wish.id);
      const key = JSON.stringify(entry);
      entries.set(key, { entry, findings: (entries.get(key)?.findings ?? 0) + 1, file: "" });
    }
  }
  const written = [...entries.values()].map(({ entry }) => entry);
  const file = await writeAcceptances(written, input.scan.suppressions, environment);
  for (const item of entries.values()) yield { ...item, file };
}

interface Wish {
  /** As suppressions have it: a rule's id or an advisory's in lower case. */
  readonly id: string;
  readonly subject: string | undefined;
}

const rules: ReadonlySet<string> = new Set(scanRules.map(({ id }) => id));
const advisoryId = /^[a-z][a-z0-9]{1,11}-[a-z0-9-]{1,60}$/;

function parseWord(word: string): Wish {
  const at = word.indexOf(":");
  const id = (at < 0 ? word : word.slice(0, at)).toLowerCase();
  const subject = at < 0 ? undefined : word.slice(at + 1);
  if ((rules.has(id) || advisoryId.test(id)) && subject !== "") return { id, subject };
  throw new CliError("CLI_USAGE", {
    message: `Cannot accept ${JSON.stringify(word.slice(0, 120))} as it is no rule, and no advisory`,
    hint: "Write a finding's id as the scan shows it, such as git-dependency, or git-dependency:lib@1.0.0.",
  });
}

function isMeant({ target, finding }: FoundFinding, { id, subject }: Wish): boolean {
  const { name = "", version, file, advisories } = finding;
  const isOfId = finding.id === id || advisories.some((each) => each.toLowerCase() === id);
  if (!isOfId || subject === undefined) return isOfId;
  const subjects = [name, `${name}@${version ?? ""}`, file, placeOf({ target }, file)];
  return subjects.includes(subject);
}

/** Malware is nothing that somebody lives with unless they name the very version. */
function refuseMalware({ finding }: FoundFinding, { id, subject }: Wish): void {
  const { severity, name = "", version } = finding;
  if (severity !== "malware" || (version !== undefined && subject === `${name}@${version}`)) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot accept ${id} of ${JSON.stringify(name)} as it is malware`,
    hint: "Take it out. Where the report is wrong, name the exact version after the colon.",
  });
}

function nothingMeant({ id, subject }: Wish, found: readonly FoundFinding[]): CliError {
  const others = found
    .filter(({ finding }) => finding.id === id)
    .map(({ finding: { name, file } }) => name ?? file)
    .slice(0, 5);
  const word = subject === undefined ? id : `${id}:${subject}`;
  return new CliError("CLI_USAGE", {
    message: `Cannot accept ${JSON.stringify(word.slice(0, 200))} as nothing of it is found`,
    hint:
      others.length === 0
        ? "Look at what the scan says; what nobody finds needs no entry."
        : `It is found of ${others.map((each) => JSON.stringify(each)).join(", ")}.`,
  });
}
