import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

const yearMs = 365 * 86_400_000;

/** An old release line gets a version after a year of silence. Maintainers patch old lines too, so it holds nothing. */
export const offLineRelease: Detector = defineDetector({
  id: "off-line-release",
  title: "A new version of a release line that had been left",
  family: "history",
  strength: "context",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined || change.release.version.includes("-")) return;
    const rhythm = change.rhythm();
    if (rhythm?.hasHigherLine !== true || (rhythm.lineSilenceMs ?? 0) < yearMs) return;
    yield {
      strength: change.newInstallScripts.length > 0 ? "strong" : "context",
      message: `Its release line was silent for ${String(Math.floor((rhythm.lineSilenceMs ?? 0) / 86_400_000))} days${
        change.newInstallScripts.length > 0 ? ", and this version adds a script at install" : ""
      }.`,
      before: change.before?.version,
      after: change.release.version,
    };
  },
});
