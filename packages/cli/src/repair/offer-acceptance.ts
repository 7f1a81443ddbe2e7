import type { AnySuppression } from "@lockkeeper/policy";
import type { ScanFinding } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { entryFor, parseAcceptanceEnd, writeAcceptances } from "../scan/accept-findings.ts";
import { count } from "../table.ts";
import type { Asker } from "./ask-person.ts";

/** What somebody is asked about. */
export interface AcceptanceOffer {
  readonly target: string;
  /** What is left of a project after its repair. */
  readonly remaining: readonly ScanFinding[];
  readonly asker: Asker;
  readonly environment: Environment;
}

const usual = "90d";
/** What was done to files is looked into, not lived with. */
const neverOffered: ReadonlySet<string> = new Set(["malware", "disk", "integrity"]);

/**
 * Asks the person at the terminal which of the findings left they answer for, and writes those down. Answers them; what gets no
 * reason stays as it is. Throws `CLI_BAD_TIME`, `CLI_USAGE`, `CLI_BAD_FILE`, `POLICY_*`.
 */
export async function offerAcceptance(offer: AcceptanceOffer): Promise<readonly ScanFinding[]> {
  const { target, asker, environment } = offer;
  const open = offer.remaining.filter(({ kind, severity }) => !neverOffered.has(kind) && severity !== "info");
  if (open.length === 0) return [];
  const wants = await asker.confirm(
    `${count(open.length, "finding")} only an owner can decide. Answer for some of them?`,
  );
  if (!wants) return [];
  const owner = await asker.askLine("Who answers for them?");
  const end = await asker.askLine(`Until when? (${usual})`);
  const expires = parseAcceptanceEnd(end === "" ? usual : end, environment.clock.now());
  const entries: AnySuppression[] = [];
  const accepted: ScanFinding[] = [];
  for (const finding of owner === "" ? [] : open) {
    const { id, name, file, message } = finding;
    const subject = showForeign(name ?? file);
    const reason = await asker.askLine(
      `${showForeign(message, 200)}\n${id} of ${subject}: why is that well? (empty: it is not)`,
    );
    if (reason === "") continue;
    entries.push(entryFor({ target, finding }, { reason, owner, expires }));
    accepted.push(finding);
  }
  if (entries.length > 0) await writeAcceptances(entries, undefined, environment);
  return accepted;
}
