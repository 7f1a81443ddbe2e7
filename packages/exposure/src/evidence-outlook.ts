import type { ExposureGrade } from "./grade.ts";
import type { Observation, ObservedTime, UnreadableEvidence } from "./observation.ts";

/** What a person can do to be surer; sentences. */
export interface EvidenceOutlook {
  /** What, if it were found, would make the grade worse. */
  readonly raises: readonly string[];
  /** What, if it were shown, would make it better. */
  readonly lowers: readonly string[];
}

const raisesByGrade: Readonly<Record<ExposureGrade, readonly string[]>> = {
  executed: [],
  fetched: [
    "A log line of its install script, a process or a file that it leaves behind (sweep) would make it executed.",
  ],
  locked: [
    "A log of an install, a client's cache, a proxy's log or a folder in node_modules would make it fetched.",
  ],
  "could-have-resolved": [
    "A lockfile, a cache or a log of that time that names the version would make it locked or fetched.",
  ],
  unreadable: [],
  none: [],
};

const lowersByGrade: Readonly<Record<ExposureGrade, readonly string[]>> = {
  executed: [],
  fetched: [
    "Nothing lowers it: the bytes were taken. That scripts were off says that they may not have run, which the settings of that time can show.",
  ],
  locked: [
    "Logs of every install while it was locked that show another version, or none, would leave it at could-have-resolved.",
  ],
  "could-have-resolved": [
    "A lockfile of that time that pins another version, or a log without any install in the window, would clear it.",
  ],
  unreadable: ["Reading what could not be read."],
  none: [],
};

const shownUnreadable = 3;

/** Says what would change a grade. Pure. */
export function describeOutlook(
  grade: ExposureGrade,
  evidence: readonly Observation[],
  unreadable: readonly UnreadableEvidence[],
): EvidenceOutlook {
  const isZoneless = evidence.some(({ since, until }) => isAssumed(since) || isAssumed(until));
  // Thousands of places have the same: one list for all of them.
  if (unreadable.length === 0 && !isZoneless) {
    return { raises: raisesByGrade[grade], lowers: lowersByGrade[grade] };
  }
  const unread = unreadable
    .slice(0, shownUnreadable)
    .map(({ ref, where, message }) => `${ref === "" ? where.id : ref} may hide more: ${message}`);
  const more = unreadable.length - unread.length;
  return {
    raises: [
      ...raisesByGrade[grade],
      ...unread,
      ...(more > 0 ? [`${more} more sources could not be read.`] : []),
    ],
    lowers: [
      ...lowersByGrade[grade],
      ...(isZoneless
        ? [
            "Times without a zone were taken as UTC; the zone of that machine can move them by up to 14 hours.",
          ]
        : []),
    ],
  };
}

function isAssumed(time: ObservedTime | undefined): boolean {
  return time?.basis === "assumed-utc";
}
