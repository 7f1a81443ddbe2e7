import { severities, type Severity } from "@lockkeeper/core";
import { severityOfScore, tryParseBaseScore } from "./cvss.ts";
import { asArray, asRecord, asText, type JsonRecord } from "./json-value.ts";

const severityWords: ReadonlyMap<string, Severity> = new Map([
  ["LOW", "low"],
  ["MODERATE", "moderate"],
  ["MEDIUM", "moderate"],
  ["HIGH", "high"],
  ["CRITICAL", "critical"],
]);
const maxScores = 64;

/**
 * The severity of a record: the word of its database where it names one, else the worst that its scores say.
 * `undefined` where neither can be read: an empty list of scores is not a harmless flaw.
 */
export function readSeverity(root: JsonRecord): Severity | undefined {
  const word = asText(asRecord(root["database_specific"])?.["severity"]);
  const named = word === undefined ? undefined : severityWords.get(word.toUpperCase());
  if (named !== undefined) return named;
  const affected = (asArray(root["affected"]) ?? []).map(asRecord).slice(0, maxScores);
  const lists = [root["severity"], ...affected.map((entry) => entry?.["severity"])];
  const scored = new Set([
    ...lists.flatMap((list) => (asArray(list) ?? []).slice(0, maxScores).map(severityOfEntry)),
    ...affected.map((entry) => severityOfDatabaseScore(entry)),
  ]);
  return severities.findLast((severity) => scored.has(severity));
}

function severityOfEntry(value: unknown): Severity | undefined {
  const score = tryParseBaseScore(asText(asRecord(value)?.["score"]) ?? "");
  return score === undefined ? undefined : severityOfScore(score);
}

function severityOfDatabaseScore(entry: JsonRecord | undefined): Severity | undefined {
  const score = asRecord(asRecord(entry?.["database_specific"])?.["cvss"])?.["score"];
  return typeof score === "number" ? severityOfScore(score) : undefined;
}
