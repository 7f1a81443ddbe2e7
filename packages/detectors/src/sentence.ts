import type { Finding } from "@lockkeeper/core";

/**
 * Says in one sentence why a version is withheld: its worst finding, and the worst of another family, since two
 * families are two independent reasons. Findings come strongest first.
 */
export function sentenceOf(findings: readonly Finding[]): string {
  const [first, ...rest] = findings;
  if (first === undefined) return "Nothing was found that speaks against this version.";
  const second = rest.find((finding) => finding.family !== first.family && finding.strength !== "supporting");
  const third = second ?? rest.find((finding) => finding.family !== first.family);
  if (third === undefined) return first.message;
  return `${withoutStop(first.message)}; and ${lowered(third.message)}`;
}

function withoutStop(message: string): string {
  return message.endsWith(".") ? message.slice(0, -1) : message;
}

/** Words that messages begin with and that are no names. */
const openers = new Set(["A", "An", "The", "This", "It", "Its", "One", "At", "No", "New", "Code", "Files"]);

function lowered(message: string): string {
  const [word = ""] = message.split(" ", 1);
  return openers.has(word) ? word.toLowerCase() + message.slice(word.length) : message;
}
