import type { CampaignBehaviour } from "./campaign-behaviour.ts";
import type { CampaignIndicator, CampaignIndicatorDocument } from "./campaign-indicator.ts";
import type { Moment } from "./campaign-moment.ts";
import type { CampaignRecords, CampaignRecordsDocument } from "./campaign-records.ts";
import type { OrderTrap, ResponseNote } from "./campaign-response.ts";

/** Versions of one package that a campaign published. */
export interface CampaignPackage {
  readonly name: string;
  /** The exact versions; `all` where the package itself was made for the attack. */
  readonly versions: readonly string[] | "all";
  /** Versions that are none of the attack's although all are: the registry's own placeholder. */
  readonly except: readonly string[];
  readonly firstPublishedAt: Moment | undefined;
  readonly firstReportedAt: Moment;
  readonly removedAt: Moment | undefined;
  readonly aliases: readonly string[];
  /** Hashes of tarballs, as Subresource Integrity, where a report gives them. */
  readonly integrity: readonly TarballHash[];
  /** The last version of the line before the attack, where a report gives it. */
  readonly lastClean: string | undefined;
}

/** The hash of the tarball of one version. */
export interface TarballHash {
  readonly version: string;
  readonly integrity: string;
}

/** When the code of a campaign runs: at installation, when imported, when a function or page uses it, or by its command. */
export type CampaignTrigger = "install" | "import" | "use" | "command";

/** A documented campaign against the users of npm packages. */
export interface Campaign {
  /** `name-year`, such as `axios-2026`. */
  readonly id: string;
  readonly title: string;
  /** May be empty where `records` stand for them. */
  readonly packages: readonly CampaignPackage[];
  /** Advisories that stand for versions which are too many to list. */
  readonly records: CampaignRecords | undefined;
  /** Whether more versions are known to be affected than are listed here. */
  readonly isPartial: boolean;
  readonly triggers: readonly CampaignTrigger[];
  readonly behaviours: readonly CampaignBehaviour[];
  readonly indicators: readonly CampaignIndicator[];
  readonly response: readonly ResponseNote[];
  readonly orderTraps: readonly OrderTrap[];
  /** Short references to the reports. */
  readonly sources: readonly string[];
  readonly notes: string;
}

/** A campaign as files write it: times are ISO 8601 in UTC; a date or `2022-03` says how much is known. */
export interface CampaignDocument {
  readonly id: string;
  readonly title: string;
  readonly packages: readonly CampaignPackageDocument[];
  readonly records?: CampaignRecordsDocument | undefined;
  readonly isPartial?: boolean | undefined;
  readonly triggers?: readonly CampaignTrigger[] | undefined;
  readonly behaviours?: readonly CampaignBehaviour[] | undefined;
  readonly indicators?: readonly CampaignIndicatorDocument[] | undefined;
  readonly response?: readonly ResponseNote[] | undefined;
  readonly orderTraps?: readonly OrderTrap[] | undefined;
  readonly sources: readonly string[];
  readonly notes: string;
}

/** A campaign's package as files write it. */
export interface CampaignPackageDocument {
  readonly name: string;
  readonly versions: readonly string[] | "all";
  readonly except?: readonly string[] | undefined;
  readonly firstPublishedAt?: string | undefined;
  readonly firstReportedAt: string;
  readonly removedAt?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** `integrity` is Subresource Integrity, or a sha1 in hexadecimal digits. */
  readonly hashes?: readonly TarballHash[] | undefined;
  readonly lastClean?: string | undefined;
}
