import type { Rhythm } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { ReleaseChange } from "../release-change.ts";

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;
const halfYearMs = 180 * dayMs;

/**
 * A package that was silent for long wakes up in a burst, or under somebody new. Silence alone is true of a fifth of
 * what people install, and says nothing.
 */
export const dormantBurst: Detector = defineDetector({
  id: "dormant-burst",
  title: "Silent for long, and then several release lines at once",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined || change.release.version.includes("-")) return;
    const rhythm = change.rhythm();
    const silence = rhythm?.silenceMs ?? 0;
    if (rhythm === undefined || silence < halfYearMs) return;
    const days = String(Math.floor(silence / dayMs));
    const { burst } = rhythm;
    if (burst.lines.length >= 2) {
      yield {
        strength: isAttackLike(change, rhythm, silence) ? "strong" : "supporting",
        message: `After ${days} days of silence, versions of ${String(burst.lines.length)} release lines came within a day.`,
        after: burst.versions.slice(0, 12).join(", "),
      };
    } else if (isUnderSomebodyNew(change)) {
      yield {
        message: `After ${days} days of silence, it was published by somebody whom no release before knows.`,
        after: change.release.version,
      };
    }
  },
});

function isAttackLike(change: ReleaseChange, rhythm: Rhythm, silence: number): boolean {
  if (silence < yearMs) return false;
  return (knownLines(rhythm) >= 2 && isUnusual(change)) || hasOddStart(rhythm);
}

/** Lines that were there before the burst; a new major and the last release of the old one come together honestly. */
function knownLines({ burst, before }: Rhythm): number {
  const known = new Set(before.map(lineOf));
  return burst.lines.filter((line) => known.has(line)).length;
}

/** A new line that does not begin at its beginning, such as 2.3.9 after 1.2.8, or that leaves majors out. */
function hasOddStart({ burst, before }: Rhythm): boolean {
  const known = new Set(before.map(lineOf));
  const highest = Math.max(0, ...before.map((version) => Number(version.split(".", 1)[0])));
  return burst.versions
    .filter((version) => !version.includes("-") && !known.has(lineOf(version)))
    .some((version) => {
      const [major = "0", , patch = "0"] = version.split(".");
      return patch !== "0" || Number(major) > highest + 1;
    });
}

function lineOf(version: string): string {
  const [major = "", minor = ""] = version.split(".");
  return major === "0" ? `0.${minor}` : major;
}

/** Maintainers mend old lines together after years; whoever never published before, or names no commit, is not that. */
function isUnusual(change: ReleaseChange): boolean {
  const identity = change.identity();
  return identity !== undefined && (!identity.hasPublished || identity.isNewEmail || identity.isGitHeadGone);
}

function isUnderSomebodyNew(change: ReleaseChange): boolean {
  const identity = change.identity();
  return (
    identity !== undefined && !identity.publisher.isMachine && (identity.isNewLogin || identity.isNewEmail)
  );
}
