import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Honest packages patch three lines at once now and then, and some are published by machines in series. */
const lines = 3;
const rapidVersions = 5;
const hourMs = 3_600_000;

/** Several release lines, or a series of versions, within the hour: how a stolen token is used before it is revoked. */
export const releaseBurst: Detector = defineDetector({
  id: "release-burst",
  title: "Many versions of it within minutes",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined || change.release.version.includes("-")) return;
    const rhythm = change.rhythm();
    if (rhythm === undefined) return;
    const { burst, rapid } = rhythm;
    if (burst.lines.length >= lines && burst.spanMs <= hourMs) {
      yield {
        message: `Versions of ${String(burst.lines.length)} release lines were published within ${minutes(burst.spanMs)} minutes.`,
        after: burst.versions.slice(0, 12).join(", "),
      };
    } else if (rapid >= rapidVersions) {
      yield {
        message: `${String(rapid)} versions were published within ten minutes.`,
        after: burst.versions.slice(0, 12).join(", "),
      };
    }
  },
});

function minutes(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 60_000)));
}
