import { renderInstant } from "@lockkeeper/core";
import type { SourceStatus } from "@lockkeeper/feeds";
import type { IntelligenceState, RefusedItem } from "@lockkeeper/intel";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readIndex } from "../known-malware.ts";
import { count, renderPairs } from "../table.ts";
import { renderDistance } from "../views/moment.ts";

interface IntelStatus extends IntelligenceState {
  /** The ids of all campaigns, built in or own. */
  readonly campaignIds: readonly string[];
  readonly ownCampaignIds: readonly string[];
  /** Files among the own campaigns that are none. */
  readonly refusedCampaigns: readonly RefusedItem[];
  readonly catalogueRevision: string;
  readonly sources: readonly SourceStatus[];
}

/** `intel status`: what is known, and since when. */
export const intelStatusCommand: CommandModule<{ readonly data: string | undefined }, IntelStatus> = {
  run: showStatus,
  views: { person: renderStatus, json: toLine },
};

async function* showStatus(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<IntelStatus> {
  const { catalogue, createIntelligence, readKnownCampaigns } = await import("@lockkeeper/intel");
  const { readFeedsStatus } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  const known = await readKnownCampaigns(folder.campaignFolder);
  const intelligence = createIntelligence({ index: await readIndex(folder), catalogue: known.campaigns });
  yield {
    ...intelligence.describe(),
    campaignIds: intelligence.campaigns.map(({ id }) => id),
    ownCampaignIds: known.own.map(({ id }) => id),
    refusedCampaigns: known.refused,
    catalogueRevision: createIntelligence({ index: undefined, catalogue }).revision,
    sources: await readFeedsStatus(folder.intelFolder, environment.clock.now()),
  };
}

function renderStatus(status: IntelStatus, context: ViewContext): string {
  const { revision, catalogueRevision, campaigns, ownCampaignIds, refusedCampaigns, index, sources } = status;
  const builtIn = campaigns - ownCampaignIds.length;
  const built =
    index === undefined
      ? "none yet: npx --no lockkeeper intel update"
      : `${count(index.recordCount, "record")} on ${count(index.nameCount, "package")}, built ${renderDistance(index.builtAt, context.now)}`;
  const head = renderPairs(
    [
      ["Revision", revision],
      ["Built in", `${count(builtIn, "documented campaign")}, catalogue ${catalogueRevision}`],
      ...(ownCampaignIds.length > 0 ? [["Own", ownCampaignIds.join(", ")] as const] : []),
      ...refusedCampaigns.map(
        ({ where, why }) => ["Refused", `${showForeign(where)}: ${showForeign(why, 500)}`] as const,
      ),
      ["Index", built],
    ],
    "",
  );
  return head + sources.map((source) => renderSource(source, context)).join("");
}

function renderSource(source: SourceStatus, { style, now }: ViewContext): string {
  const { name, from, newestModified, checkedAt, kind, isStale, failure, pending, refused } = source;
  const checked = checkedAt === undefined ? "never" : renderDistance(checkedAt, now);
  const pairs: (readonly [string, string])[] = [
    ["from", showForeign(from)],
    ["records", renderCounts(source)],
    ["newest", newestModified === undefined ? "-" : `modified ${showForeign(newestModified, 40)}`],
    [kind === "import" ? "imported" : "checked", isStale ? style.yellow(`${checked}: stale`) : checked],
    ...(pending > 0 ? [["pending", `${count(pending, "record")} asked for again next time`] as const] : []),
    ...(refused > 0 ? [["unreadable", renderRefused(source)] as const] : []),
    ...(failure === undefined
      ? []
      : [
          [
            "failed",
            style.yellow(`${renderDistance(failure.at, now)}: ${showForeign(failure.message, 500)}`),
          ] as const,
        ]),
  ];
  return `${style.bold(showForeign(name, 60))}\n${renderPairs(pairs)}`;
}

function renderCounts({ records, malware, vulnerabilities, withdrawn }: SourceStatus): string {
  const flaws = count(vulnerabilities, "vulnerability", "vulnerabilities");
  return `${records}: ${malware} malware, ${flaws}; ${withdrawn} withdrawn`;
}

function renderRefused({ refused, firstRefused }: SourceStatus): string {
  const [first] = firstRefused;
  return `${refused}${first === undefined ? "" : `, such as ${showForeign(first, 200)}`}`;
}

function toLine(status: IntelStatus): object {
  const { revision, campaigns, campaignIds, catalogueRevision, index, sources } = status;
  return {
    revision,
    campaigns,
    campaignIds,
    ownCampaigns: status.ownCampaignIds,
    refusedCampaigns: status.refusedCampaigns,
    catalogueRevision,
    index: index === undefined ? null : { ...index, builtAt: renderInstant(index.builtAt) },
    stale: sources.some(({ isStale }) => isStale),
    sources: sources.map(toSourceLine),
  };
}

function toSourceLine(source: SourceStatus): object {
  const { newestModified, checkedAt, changedAt, failure, isStale, ...rest } = source;
  return {
    ...rest,
    newestModified: newestModified ?? null,
    checkedAt: renderOptional(checkedAt),
    changedAt: renderOptional(changedAt),
    stale: isStale,
    failure: failure === undefined ? null : { ...failure, at: renderInstant(failure.at) },
  };
}

function renderOptional(instant: number | undefined): string | null {
  return instant === undefined ? null : renderInstant(instant);
}
