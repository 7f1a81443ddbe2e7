import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

const weekMs = 7 * 86_400_000;

/** A version published within days of this one was taken away again. */
export const removedRelease: Detector = defineDetector({
  id: "removed-release",
  title: "Versions published about the same time were taken away",
  family: "history",
  strength: "context",
  technique: undefined,
  *detect(_subject, scene) {
    const change = scene.release();
    if (change?.release.publishedAt.state !== "present") return;
    const own = change.release.publishedAt.value;
    const near = change.history.removed.filter(({ publishedAt }) => Math.abs(publishedAt - own) <= weekMs);
    if (near.length === 0) return;
    yield {
      message: `${String(near.length)} version${near.length === 1 ? "" : "s"} published within a week of this one ${
        near.length === 1 ? "is" : "are"
      } no longer there.`,
      before: near
        .slice(0, 12)
        .map(({ version }) => version)
        .join(", "),
    };
  },
});
