import { renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

import type { RepairGroup, Unrepaired } from "./repair.ts";

/** What became of a group: left in the project, taken back with the reason, or only planned. */
export interface GroupEnd {
  readonly group: RepairGroup;
  readonly outcome: "planned" | "applied" | "rolled-back";
  readonly detail: string | undefined;
}

const maxRows = 200;

/** The body of a pull request: what changes and why, what was verified, and what is left to people. */
export function renderRepairMarkdown(ends: readonly GroupEnd[], unrepaired: readonly Unrepaired[]): string {
  const made = ends.filter(({ outcome }) => outcome !== "rolled-back");
  const undone = ends.filter(({ outcome }) => outcome === "rolled-back");
  return [
    "## Repairs by Lockkeeper\n",
    made.length === 0 ? "Nothing was changed.\n" : renderTable(made),
    ...(undone.length === 0 ? [] : ["### Taken back\n", renderList(undone.map(describeUndone))]),
    ...(unrepaired.length === 0 ? [] : ["### Left to people\n", renderList(unrepaired.map(describeLeft))]),
  ].join("\n");
}

function renderTable(ends: readonly GroupEnd[]): string {
  const rows = ends.slice(0, maxRows).map(({ group }) => {
    const cells = [
      renderMarkdownSentence(group.title, 200),
      renderMarkdownSentence(group.reason, 300),
      `${group.risk}: ${renderMarkdownSentence(group.riskReason, 300)}`,
      String(group.repaired.length),
    ];
    return `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
  });
  return `| Change | Why | Risk | Findings repaired |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n${more(ends)}`;
}

function more(list: readonly unknown[]): string {
  return list.length > maxRows ? `\n… and ${list.length - maxRows} more.\n` : "";
}

function describeUndone({ group, detail = "it failed" }: GroupEnd): string {
  return `${renderMarkdownSentence(group.title, 200)}: ${renderMarkdownSentence(detail, 300)}`;
}

function describeLeft({ why, command }: Unrepaired): string {
  return `${renderMarkdownSentence(why, 400)}${command === undefined ? "" : `: ${renderMarkdownCode(command)}`}`;
}

function renderList(items: readonly string[]): string {
  return `${items
    .slice(0, maxRows)
    .map((item) => `- ${item}`)
    .join("\n")}\n${more(items)}`;
}
