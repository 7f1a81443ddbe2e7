import type { AdvisoryMatch, Finding } from "@lockkeeper/core";

/** What is known of bad versions without looking at them. */
export interface KnownBad {
  /** The advisories and campaigns that name the version. */
  match(name: string, version: string): readonly AdvisoryMatch[];
  /** Changes with the data. */
  readonly revision: string;
}

/** From so many versions on, a single reporter's word that all of them are malware is doubted. */
const longHistoryVersions = 30;

/** What advisories say of a version, as findings. A vulnerability says nothing about intent, so it only informs. */
export function knownBadFindings(
  matches: readonly AdvisoryMatch[],
  versionCount: number | undefined,
): readonly Finding[] {
  return matches.map((match) => ({
    id: match.kind === "malware" ? "known-malware" : "known-vulnerability",
    family: "intel",
    strength: strengthOf(match, versionCount),
    technique: match.kind === "malware" ? "T1195.002" : undefined,
    message:
      match.kind === "malware"
        ? `${match.id} reports this version as malware: ${match.summary}`
        : `${match.id} is a known vulnerability of this version: ${match.summary}`,
    location: undefined,
    excerpt: undefined,
    before: undefined,
    after: undefined,
  }));
}

function strengthOf(match: AdvisoryMatch, versionCount: number | undefined): Finding["strength"] {
  if (match.kind === "vulnerability") return "context";
  const isDoubtful =
    match.extent === "every-version" &&
    match.isSingleSource &&
    versionCount !== undefined &&
    versionCount >= longHistoryVersions;
  return isDoubtful ? "supporting" : "decisive";
}
