import type { Campaign } from "@lockkeeper/intel";

/** The table of built-in campaigns for the documentation. */
export async function renderCampaignTable(): Promise<string> {
  const { catalogue } = await import("@lockkeeper/intel");
  const rows = catalogue.toReversed().toSorted(byYear).map(renderCampaign);
  return [
    "| id | what | versions | runs at | behaviour | indicators | order traps |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** The list of behaviours for the documentation. */
export async function renderBehaviourTable(): Promise<string> {
  const { campaignBehaviours, catalogue } = await import("@lockkeeper/intel");
  const rows = Object.entries(campaignBehaviours).map(([behaviour, sentence]) => {
    const shown = catalogue.filter(({ behaviours }) => behaviours.some((each) => each === behaviour));
    return `| \`${behaviour}\` | ${sentence} | ${shown.length} |`;
  });
  return ["| behaviour | what | campaigns |", "|---|---|---|", ...rows].join("\n");
}

function byYear(left: Campaign, right: Campaign): number {
  return Number(right.id.slice(-4)) - Number(left.id.slice(-4));
}

function renderCampaign(campaign: Campaign): string {
  const { id, title, triggers, behaviours, indicators, orderTraps } = campaign;
  const traps = orderTraps.map(({ first, before }) => `${first} before ${before}`);
  const cells = [
    `\`${id}\``,
    title,
    renderVersions(campaign),
    triggers.join(", "),
    behaviours.join(", "),
    String(indicators.length),
    [...new Set(traps)].join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

const maxNames = 3;

function renderVersions({ packages, records, isPartial }: Campaign): string {
  const names = [...new Set(packages.map(({ name }) => name))];
  const count = packages.reduce((sum, { versions }) => sum + (versions === "all" ? 1 : versions.length), 0);
  const shown = names.slice(0, maxNames).map((name) => `\`${name}\``);
  const more = names.length > maxNames ? `, and ${names.length - maxNames} more` : "";
  const listed = names.length === 0 ? "" : `${count}${isPartial ? "+" : ""} of ${shown.join(", ")}${more}`;
  return (
    [listed, ...(records === undefined ? [] : ["by advisories"])].filter((part) => part !== "").join("; ") ||
    "none listed"
  );
}
