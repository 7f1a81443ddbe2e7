import type { FindingStrength } from "@lockkeeper/core";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { isLive } from "../reading.ts";
import type { EffectKind, Scene } from "../scene.ts";
import type { ClaimedOriginal } from "../subject.ts";

const minSharedFiles = 3;
/** Of the original's files; less may be one vendored part. */
const minShare = 0.6;

/** What a change to somebody else's code might be made for. */
const telling: ReadonlySet<EffectKind> = new Set([
  "process",
  "network",
  "dns",
  "listen",
  "run-code",
  "load-module",
  "load-native",
  "read-all-environment",
  "host-facts",
  "clipboard",
  "key-log",
  "wallet",
  "replace-global",
  "decrypt",
  "publish",
  "install-packages",
  "persist",
  "write-file",
  "delete-file",
]);

/**
 * A stranger's young package has the files of a widely used one, under a name that is made of its name and with its
 * repository for its own. That is how a name is made to look harmless before it is armed; a fork says whose it is.
 */
export const cloneOfAnother: Detector = defineDetector({
  id: "clone-of-another",
  title: "It is a stranger's copy of a widely used package that passes for it",
  family: "identity",
  strength: "strong",
  technique: "T1036.005",
  *detect({ name, original }, scene) {
    if (original?.state !== "present") return;
    const strength = strengthOf(name, original.value, scene);
    if (strength === undefined) return;
    const { sharedFiles, originalFiles, name: of, version, claims } = original.value;
    const asItsOwn = claims.includes("repository") ? ", and names its repository as its own" : "";
    yield {
      strength,
      message: `It has ${String(sharedFiles)} of the ${String(originalFiles)} files of ${of}@${version}, whose owners do not own it${asItsOwn}.`,
      member: "name",
      excerpt: `"name": "${name}"`,
    };
  },
});

function strengthOf(name: string, original: ClaimedOriginal, scene: Scene): FindingStrength | undefined {
  const { sharedFiles, originalFiles, isRelated, claims } = original;
  if (isRelated || sharedFiles < minSharedFiles || sharedFiles < minShare * originalFiles) return undefined;
  // Who forks in a scope of their own signs it with their name.
  const isImpostor = !name.startsWith("@") && claims.includes("name") && claims.includes("repository");
  return isImpostor && !isHarmlessFork(original, scene) ? "strong" : "supporting";
}

/** Who forks changes something, or there were no reason to; a change that does nothing to anybody is what it seems. */
function isHarmlessFork({ sharedFiles, originalFiles }: ClaimedOriginal, { units }: Scene): boolean {
  if (sharedFiles === originalFiles) return false;
  return units.every(
    ({ triggers, facts, deeds }) =>
      !triggers.includes("install") &&
      !triggers.includes("tool") &&
      facts.parsed === "strict" &&
      facts.disguises.every(({ kind }) => kind === "minified") &&
      deeds.every((deed) => !isLive(deed) || !telling.has(deed.effect.kind)),
  );
}
