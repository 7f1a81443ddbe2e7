import type { Campaign, CampaignIndicator } from "@lockkeeper/intel";

import type { IndicatorOrigin, SweepIndicator } from "./indicator.ts";

/**
 * The indicators of campaigns that a machine can be looked at for, packages among them. What is known of accounts, addresses of
 * mail, programs' names for themselves and paths of web addresses is left out: a disk does not show it.
 */
export function indicatorsOfCampaigns(campaigns: readonly Campaign[]): readonly SweepIndicator[] {
  return campaigns.flatMap((campaign) => [
    ...packagesOf(campaign),
    ...campaign.indicators.flatMap((indicator) => toSweepIndicators(indicator, campaign)),
  ]);
}

function packagesOf({ id, title, packages }: Campaign): readonly SweepIndicator[] {
  return packages.map(({ name, versions, except }) => ({
    kind: "package",
    campaign: id,
    platform: undefined,
    isSure: true,
    meaning: title,
    name,
    versions,
    except,
  }));
}

function toSweepIndicators(indicator: CampaignIndicator, campaign: Campaign): readonly SweepIndicator[] {
  const { kind, value, confidence } = indicator;
  // A hint of where to look is nothing that a machine can be told from others by.
  if (confidence === "low") return [];
  const origin = originOf(indicator, campaign.id);
  if (kind === "package-file") {
    const packages =
      indicator.package === undefined ? campaign.packages.map(({ name }) => name) : [indicator.package];
    return [{ ...origin, kind, path: value, packages: [...new Set(packages)] }];
  }
  if (kind === "file-hash") {
    const { algorithm, fileName, size } = indicator;
    return [{ ...origin, kind: "hash", digest: { algorithm, digest: value }, fileName, size }];
  }
  if (kind === "registry-key")
    return [{ ...origin, kind: "registry", key: value, valueName: indicator.valueName }];
  const make = plainMakers.get(kind);
  return make === undefined ? [] : [make(value, origin)];
}

type Maker = (value: string, origin: IndicatorOrigin) => SweepIndicator;

const makeFile: Maker = (path, origin) => ({ ...origin, kind: "file", path });
const makeCommand: Maker = (text, origin) => ({ ...origin, kind: "command", text });
const plainMakers: ReadonlyMap<CampaignIndicator["kind"], Maker> = new Map<CampaignIndicator["kind"], Maker>([
  ["file-path", makeFile],
  ["project-file", makeFile],
  ["workflow-file", makeFile],
  ["command-line", makeCommand],
  ["url", makeCommand],
  ["domain", (host, origin) => ({ ...origin, kind: "host", host })],
  ["address", (address, origin) => ({ ...origin, kind: "address", address })],
  ["process-name", (name, origin) => ({ ...origin, kind: "process", name })],
  ["persistence", (name, origin) => ({ ...origin, kind: "persistence", name })],
  ["workflow-name", (name, origin) => ({ ...origin, kind: "workflow", name })],
  ["runner-name", (name, origin) => ({ ...origin, kind: "runner", name })],
  ["repository-name", (name, origin) => ({ ...origin, kind: "repository", name })],
]);

function originOf({ platform, confidence, meaning }: CampaignIndicator, campaign: string): IndicatorOrigin {
  return {
    campaign,
    platform: platform === "any" ? undefined : platform,
    isSure: confidence === "high",
    meaning,
  };
}
