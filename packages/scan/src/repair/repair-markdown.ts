import { renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

import type { RepairGroup, RepairRisk, Unrepaired } from "./repair.ts";

/** What became of a group: left in the project, taken back with the reason, or only planned. */
export interface GroupEnd {
  readonly group: RepairGroup;
  readonly outcome: "planned" | "applied" | "rolled-back";
  readonly detail: string | undefined;
  /** Ids of the groups whose changes it holds as well, where each is made by itself. */
  readonly buildsOn?: readonly string[] | undefined;
}

const maxRows = 200;

/** The body of a pull request: what changes and why, what was verified, and what is left to people. */
export function renderRepairMarkdown(ends: readonly GroupEnd[], unrepaired: readonly Unrepaired[]): string {
  const made = ends.filter(({ outcome }) => outcome !== "rolled-back");
  const undone = ends.filter(({ outcome }) => outcome === "rolled-back");
  const isUpdate = ends.length > 0 && ends.every(({ group }) => group.kind === "update");
  return [
    `## ${isUpdate ? "Updates" : "Repairs"} by Lockkeeper\n`,
    made.length === 0 ? "Nothing was changed.\n" : `${summarize(made)}\n\n${renderTable(made)}`,
    ...(undone.length === 0 ? [] : ["### Taken back\n", renderList(undone.map(describeUndone))]),
    ...(unrepaired.length === 0 ? [] : ["### Left to people\n", renderList(unrepaired.map(describeLeft))]),
  ].join("\n");
}

function summarize(ends: readonly GroupEnd[]): string {
  const count = (risk: RepairRisk): number => ends.filter(({ group }) => group.risk === risk).length;
  const risks = (["low", "moderate", "high"] as const)
    .filter((risk) => count(risk) > 0)
    .map((risk) => `${count(risk)} of ${risk} risk`);
  const isPlan = ends.every(({ outcome }) => outcome === "planned");
  const what = ends.length === 1 ? "1 change" : `${ends.length} changes`;
  return `${what}, ${risks.join(", ")}.${isPlan ? " This is a plan: nothing was made or verified yet." : ""}`;
}

function renderTable(ends: readonly GroupEnd[]): string {
  const rows = ends.slice(0, maxRows).map(({ group, buildsOn = [] }) => {
    const upon = buildsOn.length === 0 ? "" : `, with ${buildsOn.join(", ")}`;
    const cells = [
      `${renderMarkdownSentence(`${group.title}${upon}`, 200)}${group.page === undefined ? "" : ` ([releases](${group.page}))`}`,
      renderMarkdownSentence(
        [group.reason, ...(group.note === undefined ? [] : [group.note])].join(". "),
        500,
      ),
      `${group.risk}: ${renderMarkdownSentence(group.riskReason, 300)}`,
      renderMarkdownSentence(describeDrift(group), 400),
      String(group.repaired.length),
    ];
    return `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
  });
  const head = "| Change | Why | Risk | Drift | Findings repaired |\n| --- | --- | --- | --- | --- |";
  return `${head}\n${rows.join("\n")}\n${more(ends)}`;
}

function describeDrift({ drift }: RepairGroup): string {
  if (drift === undefined) return "not looked into";
  return drift.news.length === 0 ? "nothing new" : drift.news.join("; ");
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
