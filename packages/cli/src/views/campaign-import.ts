import type { Campaign } from "@lockkeeper/intel";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

/** What `campaign import` did with one thing. */
export type ImportedItem =
  | {
      readonly kind: "campaign";
      readonly campaign: Campaign;
      readonly isReplaced: boolean;
      readonly isDryRun: boolean;
    }
  | { readonly kind: "refused"; readonly where: string; readonly why: string }
  /** Refusals beyond those that are named. */
  | { readonly kind: "rest"; readonly count: number }
  | { readonly kind: "nothing"; readonly files: number };

/** The line of an import for people. */
export function renderImported(item: ImportedItem, { style }: ViewContext): string {
  if (item.kind === "rest") return `${style.yellow("refused")} ${item.count} more\n`;
  if (item.kind === "nothing") return `Nothing to take in ${count(item.files, "file")}.\n`;
  if (item.kind === "refused") {
    return `${style.yellow("refused")} ${showForeign(item.where, 300)}: ${showForeign(item.why, 500)}\n`;
  }
  const { campaign, isReplaced, isDryRun } = item;
  const verb = isReplaced ? "replaced" : "added";
  const what = `${count(campaign.packages.length, "package")}, ${count(campaign.indicators.length, "indicator")}`;
  return `${style.green(isDryRun ? `would be ${verb}` : verb)} ${campaign.id}: ${showForeign(campaign.title, 200)} (${what})\n`;
}

/** The line of an import for programs. */
export function toImportedLine(item: ImportedItem): object {
  if (item.kind !== "campaign") return item;
  const { campaign, isReplaced, isDryRun } = item;
  const { id, title, packages, indicators } = campaign;
  return {
    kind: "campaign",
    id,
    title,
    outcome: isReplaced ? "replaced" : "added",
    dryRun: isDryRun,
    packages: packages.length,
    indicators: indicators.length,
  };
}
