import type { Campaign } from "../campaign.ts";
import { renderMoment } from "../campaign-moment.ts";
import { renderCsv } from "./csv.ts";

/** Every version as `name,version`; `*` where the whole package is meant. */
export function renderVersionTable(campaigns: readonly Campaign[]): string {
  const rows = listVersions(campaigns).map(({ name, version, campaign }) => [name, version, campaign]);
  return renderCsv([["name", "version", "campaign"], ...rows]);
}

/** Every version as a line `name@version`; `*` where the whole package is meant. */
export function renderVersionList(campaigns: readonly Campaign[]): string {
  return listVersions(campaigns)
    .map(({ name, version }) => `${name}@${version}\n`)
    .join("");
}

/** Every indicator as `indicator,type`, with what else is known of it. Hosts are not defanged: programs read this. */
export function renderIndicatorTable(campaigns: readonly Campaign[]): string {
  const rows = campaigns.flatMap(({ id, indicators }) =>
    indicators.map((each) => [
      each.value,
      each.kind === "file-hash" ? each.algorithm : each.kind,
      each.meaning,
      each.platform,
      each.confidence,
      each.validFrom === undefined ? "" : renderMoment(each.validFrom),
      each.validUntil === undefined ? "" : renderMoment(each.validUntil),
      each.source,
      id,
    ]),
  );
  const head = [
    "indicator",
    "type",
    "description",
    "platform",
    "confidence",
    "valid_from",
    "valid_until",
    "source",
  ];
  return renderCsv([[...head, "campaign"], ...rows]);
}

interface ListedVersion {
  readonly name: string;
  readonly version: string;
  readonly campaign: string;
}

function listVersions(campaigns: readonly Campaign[]): readonly ListedVersion[] {
  return campaigns.flatMap(({ id, packages }) =>
    packages.flatMap(({ name, versions }) =>
      (versions === "all" ? ["*"] : versions).map((version) => ({ name, version, campaign: id })),
    ),
  );
}
