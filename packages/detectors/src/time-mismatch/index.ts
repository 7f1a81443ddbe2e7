import { renderInstantShort } from "@lockkeeper/core";

import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import type { ReleaseChange } from "../release-change.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * The time of publishing is not what other records say of it: a cooldown goes by it, so whoever can set it can shorten
 * one. Registries that copy others give times of their own, but have no attestations.
 */
export const timeMismatch: Detector = defineDetector({
  id: "time-mismatch",
  title: "The publish time contradicts other records",
  family: "history",
  strength: "supporting",
  technique: "T1070.006",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change?.release.publishedAt.state !== "present") return;
    const published = change.release.publishedAt.value;
    const sighting = compareWithLog(change, published) ?? compareWithHistory(change, published);
    if (sighting !== undefined) yield { after: renderInstantShort(published), ...sighting };
  },
});

/** The registry attests a publishing when it happens, and the log has its own clock. */
function compareWithLog({ attestations }: ReleaseChange, published: number): Sighting | undefined {
  if (attestations?.state !== "present" || attestations.value.kind !== "verified") return undefined;
  const logged = attestations.value.facts.publishLoggedAt;
  if (logged === undefined || Math.abs(logged - published) <= hourMs) return undefined;
  return {
    message: "The registry's time of publishing is not that of the transparency log.",
    before: renderInstantShort(logged),
  };
}

function compareWithHistory({ history, now }: ReleaseChange, published: number): Sighting | undefined {
  if (published > now + dayMs) return { message: "It was published in the future." };
  if (history.createdAt.state !== "present" || published >= history.createdAt.value - dayMs) return undefined;
  return {
    strength: "context",
    message: "It was published before its package was created.",
    before: renderInstantShort(history.createdAt.value),
  };
}
