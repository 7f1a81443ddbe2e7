import type { Moment } from "./campaign-moment.ts";

/** The system that an indicator is found on. */
export type IndicatorPlatform = "any" | "linux" | "darwin" | "win32";
/** How surely an indicator points at the campaign: alone, with a second one, or only as a hint of where to look. */
export type IndicatorConfidence = "high" | "medium" | "low";
/** How something is started again by itself. */
export type PersistenceMechanism =
  | "service"
  | "launch-agent"
  | "cron"
  | "run-key"
  | "scheduled-task"
  | "shell-profile"
  | "git-hook"
  | "autorun-file";

/** What every indicator says of itself. */
interface IndicatorBase {
  /**
   * What to look for, in its plain form: hosts are not defanged, hashes are lower case. In paths, command lines and names a
   * `*` stands for any characters but separators of folders. Nothing of it is ever resolved or fetched.
   */
  readonly value: string;
  readonly platform: IndicatorPlatform;
  readonly confidence: IndicatorConfidence;
  /** What it is, in a few words of ours. */
  readonly meaning: string;
  /** Since when it points at the campaign, and until when; hosts and accounts change hands. */
  readonly validFrom: Moment | undefined;
  readonly validUntil: Moment | undefined;
  /** A short reference to the report that names it. */
  readonly source: string;
}

/**
 * Something that a campaign leaves on machines, in repositories or in logs:
 * - `file-path`: a path that begins with `/`, `~/`, `$TMPDIR/`, a drive or `%VARIABLE%`;
 * - `package-file`: a path within the package `package` (within any of the campaign's without one);
 * - `file-hash`: the hash of a file, with its name and size where they are known;
 * - `domain`, `address` (IPv4 or IPv6), `url`, `url-path`, `port` (a decimal number);
 * - `process-name`, `command-line` (a part of it);
 * - `registry-key`: from `HKCU`, `HKLM`, `HKU`, `HKCR` on, with the name of the value;
 * - `persistence`: the name of a service, agent, task or entry;
 * - `repository-name`, `repository-text` (of a repository's description or commit), `workflow-file` (from `.github` on),
 *   `workflow-name` (what the workflow calls itself), `project-file` (from a repository's root on), `runner-name`;
 * - `account` (at `service`), `email`, `user-agent`.
 */
export type CampaignIndicator =
  | (IndicatorBase & { readonly kind: PlainIndicatorKind })
  | (IndicatorBase & { readonly kind: "package-file"; readonly package: string | undefined })
  | (IndicatorBase & {
      readonly kind: "file-hash";
      readonly algorithm: HashAlgorithm;
      readonly fileName: string | undefined;
      /** Bytes. */
      readonly size: number | undefined;
    })
  | (IndicatorBase & { readonly kind: "registry-key"; readonly valueName: string | undefined })
  | (IndicatorBase & { readonly kind: "persistence"; readonly mechanism: PersistenceMechanism })
  | (IndicatorBase & { readonly kind: "account"; readonly service: AccountService });

/** The kinds of indicators that are a value alone. */
export type PlainIndicatorKind =
  | "file-path"
  | "domain"
  | "address"
  | "url"
  | "url-path"
  | "port"
  | "process-name"
  | "command-line"
  | "repository-name"
  | "repository-text"
  | "workflow-file"
  | "workflow-name"
  | "project-file"
  | "runner-name"
  | "email"
  | "user-agent";
/** The kinds of hashes that indicators are given as. */
export type HashAlgorithm = "sha1" | "sha256" | "sha512";
/** Where an account is. */
export type AccountService = "npm" | "github";

/** An indicator as files write it: `platform` is any and `confidence` high unless said, times as in `Moment`. */
export interface CampaignIndicatorDocument {
  readonly kind: CampaignIndicator["kind"];
  readonly value: string;
  readonly platform?: IndicatorPlatform | undefined;
  readonly confidence?: IndicatorConfidence | undefined;
  readonly meaning: string;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly source: string;
  readonly package?: string | undefined;
  readonly algorithm?: HashAlgorithm | undefined;
  readonly fileName?: string | undefined;
  readonly size?: number | undefined;
  readonly valueName?: string | undefined;
  readonly mechanism?: PersistenceMechanism | undefined;
  readonly service?: AccountService | undefined;
}
