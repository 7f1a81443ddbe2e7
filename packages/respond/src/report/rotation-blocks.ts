import type { RotationGroup, RotationItem, SecretGap, SecretReach } from "@lockkeeper/exposure";

import { heading, listOr, paragraph } from "./block.ts";
import type { Block } from "./block.ts";

const reachWords: Readonly<Record<SecretReach, string>> = {
  process: "in the environment of the installation",
  job: "elsewhere in the same job",
  "later-job": "in a job that takes over its results",
  host: "on the machine",
};
const maxItems = 200;

/** What to replace, first things first, with the provider's own steps. */
export function rotationBlocks(
  groups: readonly RotationGroup[],
  gaps: readonly SecretGap[],
): readonly Block[] {
  if (groups.length === 0 && gaps.length === 0) {
    return [paragraph("No secret was found in reach of the places that were looked into.", "soft")];
  }
  return [
    ...groups.flatMap(({ provider, items }, index) => [
      heading(`${String(index + 1)}. ${provider.title}`, 3),
      paragraph(provider.why, "soft"),
      itemTable(items),
      ...provider.steps.map(({ text, command }): Block => ({ kind: "command", text, command })),
      paragraph(`Look whether it was used: ${provider.check}`),
    ]),
    ...(gaps.length === 0
      ? []
      : [
          heading("Not looked into", 3),
          paragraph("More may have been in reach here."),
          listOr(
            [...new Set(gaps.map(({ ref, message }) => `${ref}: ${message}`))].slice(0, maxItems),
            "Nothing.",
          ),
        ]),
  ];
}

function itemTable(items: readonly RotationItem[]): Block {
  const rows = items.slice(0, maxItems).map((item) => [item.name, reachOf(item), whyOf(item)]);
  const more = items.length > maxItems ? `; ${String(items.length - maxItems)} more are in secrets.json` : "";
  return {
    kind: "table",
    caption: `${String(items.length)} to replace${more}`,
    head: ["Secret", "How near", "Why"],
    rows,
  };
}

function reachOf({ reach, isInstallKnown }: RotationItem): string {
  return `${reachWords[reach]}${isInstallKnown ? "" : "; whether packages were installed there is not certain"}`;
}

function whyOf({ causes, causeCount }: RotationItem): string {
  const [first] = causes;
  if (first === undefined) return "";
  const more = causeCount > 1 ? ` (and ${String(causeCount - 1)} more causes)` : "";
  return `${first.where}, ${first.ref}: ${first.cause}${more}`;
}
