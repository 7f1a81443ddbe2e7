import type { IncidentSubject } from "../incident.ts";
import type { IncidentSnapshot } from "../snapshot.ts";

/** What drafts of advisories are made of. */
export interface AdvisoryInput {
  readonly caseId: string;
  readonly subject: IncidentSubject;
  readonly snapshot: IncidentSnapshot;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly toolVersion: string;
}

/** The package URL of an npm package; without a version it stands for all of them. */
export function npmPurl(name: string, version?: string): string {
  const path = name.split("/").map(encodeForeign).join("/");
  return `pkg:npm/${path}${version === undefined ? "" : `@${encodeForeign(version)}`}`;
}

/** A foreign text as part of an address; half a character pair, which no address can hold, becomes a mark. */
export function encodeForeign(text: string): string {
  return encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
}

/** The ids under which others know it. */
export function aliasesOf({ campaign, targets }: IncidentSubject): readonly string[] {
  const known = campaign?.packages.flatMap(({ aliases }) => aliases) ?? [];
  const asked = targets.map(({ source }) => source).filter((source) => /^(?:MAL|GHSA|CVE)-/.test(source));
  return [...new Set([...known, ...asked])];
}

/** What is said of it in one sentence. */
export function describeSubject({ title, campaign }: IncidentSubject): string {
  return campaign === undefined ? `Versions named as malicious: ${title}` : campaign.notes;
}
