import type { Finding, FindingFamily, Reason, Verdict } from "@lockkeeper/core";

import { compareFindings } from "./detect.ts";
import { sentenceOf } from "./sentence.ts";

/** How many families of supporting findings hold a version, and how many of strong ones block it. */
const thresholds = { strongFamiliesToBlock: 2, supportingFamiliesToHold: 3 } as const;

/** What the findings amount to. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The first is the sentence a developer needs; then one for each finding that decided, and one for each gap. */
  readonly reasons: readonly Reason[];
}

/**
 * Judges a version by its findings; see docs/verdict.md. Findings can only make a verdict worse, and `gaps` (what could
 * not be looked at, one sentence each) turn `allow` into `unknown`. Suppressed findings are left out by the caller.
 */
export function judge(findings: readonly Finding[], gaps: readonly string[]): Judgement {
  const sorted = [...findings].sort(compareFindings);
  const decisive = sorted.filter((finding) => finding.strength === "decisive");
  const strong = sorted.filter((finding) => finding.strength === "strong");
  const supporting = sorted.filter((finding) => finding.strength === "supporting");
  const weighty = [...decisive, ...strong, ...supporting];
  const unread = gaps.map((message) => ({ code: "gap", message }));
  if (decisive.length > 0 || familiesOf(strong).size >= thresholds.strongFamiliesToBlock) {
    return { verdict: "block", reasons: [...reasonsOf(weighty), ...unread] };
  }
  if (strong.length > 0 || familiesOf(supporting).size >= thresholds.supportingFamiliesToHold) {
    return { verdict: "hold", reasons: [...reasonsOf(weighty), ...unread] };
  }
  if (unread.length > 0) return { verdict: "unknown", reasons: [...unread, ...reasonsOf(supporting)] };
  return { verdict: "allow", reasons: allowReasons(supporting) };
}

function familiesOf(findings: readonly Finding[]): ReadonlySet<FindingFamily> {
  return new Set(findings.map((finding) => finding.family));
}

function reasonsOf(findings: readonly Finding[]): readonly Reason[] {
  if (findings.length === 0) return [];
  return [{ code: "summary", message: sentenceOf(findings) }, ...findings.map(reasonOf)];
}

function reasonOf({ id, message }: Finding): Reason {
  return { code: id, message };
}

function allowReasons(supporting: readonly Finding[]): readonly Reason[] {
  const message =
    supporting.length === 0
      ? "Nothing was found that speaks against this version."
      : "What was found is common in honest packages, and does not add up to an attack.";
  return [{ code: "summary", message }, ...supporting.map(reasonOf)];
}
