import { renderMoment } from "@lockkeeper/intel";
import type { Campaign, Moment } from "@lockkeeper/intel";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import { renderRow } from "../table.ts";

/** A line of `campaign list`. */
export type ListedCampaign =
  | {
      readonly kind: "campaign";
      readonly campaign: Campaign;
      readonly isOwn: boolean;
      /** When it was first published or reported, as far as anybody knows. */
      readonly since: Moment | undefined;
    }
  | { readonly kind: "refused"; readonly where: string; readonly why: string }
  | { readonly kind: "none" };

const widths = [28, 10, 8, 10, 7] as const;
const dayLength = 10;

/** The row of a campaign for people. */
export function renderListed(item: ListedCampaign, { isFirst, style }: ViewContext): string {
  if (item.kind === "none") return "No campaigns.\n";
  if (item.kind === "refused") {
    return `${style.yellow("refused")} ${showForeign(item.where)}: ${showForeign(item.why, 500)}\n`;
  }
  const { campaign, since, isOwn } = item;
  const row = renderRow(
    [
      campaign.id,
      since === undefined ? "-" : renderMoment(since).slice(0, dayLength),
      renderVersionCount(campaign),
      String(campaign.indicators.length),
      isOwn ? "own" : "",
      showForeign(campaign.title, 120),
    ],
    widths,
  );
  const head = renderRow(["ID", "SINCE", "VERSIONS", "INDICATORS", "", "TITLE"], widths);
  return `${isFirst ? head : ""}${row}`;
}

function renderVersionCount({ packages, isPartial }: Campaign): string {
  const exact = packages.reduce((sum, { versions }) => sum + (versions === "all" ? 1 : versions.length), 0);
  return `${exact}${isPartial ? "+" : ""}`;
}

/** The line of a campaign for programs. */
export function toListedLine(item: ListedCampaign): object | undefined {
  if (item.kind !== "campaign") return item.kind === "none" ? undefined : item;
  const { campaign, since, isOwn } = item;
  const { id, title, packages, records, isPartial, triggers, indicators } = campaign;
  return {
    kind: "campaign",
    id,
    title,
    own: isOwn,
    since: since === undefined ? null : renderMoment(since),
    packages: packages.map(({ name, versions }) => ({ name, versions })),
    partial: isPartial,
    records: records !== undefined,
    triggers,
    indicators: indicators.length,
  };
}
