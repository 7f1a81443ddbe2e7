import type { ScanCopies, ScanOrigin, ScanReport, ScanSeverity } from "@lockkeeper/scan";

/** The forms of a scan's report. */
export const scanFormats = [
  "text",
  "json",
  "sarif",
  "markdown",
  "html",
  "github",
  "gitlab",
  "gitlab-dependencies",
  "junit",
  "cyclonedx",
  "spdx",
  "openvex",
] as const;
/** One of {@link scanFormats}. */
export type ScanFormat = (typeof scanFormats)[number];

/** One call of `scan`. */
export interface ScanInput {
  /** As typed; none means the current folder. */
  readonly targets: readonly string[];
  readonly format: ScanFormat;
  readonly out: string | undefined;
  /** Findings of this severity and worse fail; malware always does. */
  readonly failOn: ScanSeverity;
  /** Whether development dependencies count. */
  readonly hasDevelopment: boolean;
  readonly minSeverity: ScanSeverity;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly since: string | undefined;
  readonly suppressions: string | undefined;
  /** Files in which other tools say what they found, or publishers what does not matter. */
  readonly reports: readonly string[];
  readonly policy: string | undefined;
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly isOnline: boolean;
  /** Whether every installed package is compared with what its client keeps of it. */
  readonly isThorough: boolean;
  /** Whether the machine's global packages are looked at. */
  readonly isGlobal: boolean;
  /** Whether what somebody answers for is shown. */
  readonly isShowingAccepted: boolean;
}

/** What a call yields. */
export type ScanItem =
  | { readonly kind: "report"; readonly report: ScanReport; readonly origin: ScanOrigin }
  | { readonly kind: "document"; readonly text: string }
  | { readonly kind: "summary"; readonly summary: ScanSummary; readonly isPrinted: boolean };

/** What all reports of a call come to. */
export interface ScanSummary {
  readonly projects: number;
  readonly packages: number;
  /** Findings that count, by severity. */
  readonly counts: Readonly<Record<ScanSeverity, number>>;
  readonly suppressed: number;
  /** Those of them that somebody answers for. */
  readonly accepted: number;
  readonly unread: number;
  /** Files that were read: lockfiles, installed trees and bills of materials. */
  readonly graphs: number;
  readonly origin: ScanOrigin;
  /** Copies of registries' documents that were read from clients' caches, of all reports. */
  readonly copies: ScanCopies | undefined;
  /** The first malicious version that was found, as `name@version`. */
  readonly malware: string | undefined;
  /** Findings of projects that a repair may know what to do about. */
  readonly repairable: number;
  /** As typed. */
  readonly targets: readonly string[];
  readonly durationMs: number;
}
