import type { FindingStrength } from "@lockkeeper/core";
import type { Concealment } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Names of files that are not code. */
const dataFile =
  /\.(?:json|md|txt|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|otf|eot|css|map|html?|dat|bin|db|log|lock|license|xml|ya?ml|csv|pdf)$/i;

/** Commands are kept there, without an ending. */
const commandFile = /(?:^|\/)s?bin\/[\w-]+$/;

/** Fixtures and tables hold programs that compute; this one reaches for the system. */
const reaches = /uses Node's modules/i;

/** A file that is no code by its name is read and run, or holds code where none belongs. */
export const payloadInData: Detector = defineDetector({
  id: "payload-in-data",
  title: "A data file holds code, or is read and run as code",
  family: "concealment",
  strength: "strong",
  technique: "T1027.003",
  *detect(subject, scene) {
    for (const deed of deedsOf(scene, "run-code").filter(isLive)) {
      const file = dataReadBy(deed, scene, subject);
      if (file === undefined) continue;
      yield sightingAt(deed, {
        message: `It reads ${quoted(file)} and runs it with ${deed.effect.api} ${whenOf(deed)}.`,
        strength: isUnasked(deed) || deed.moment === "bin" ? "strong" : "supporting",
      });
    }
    for (const { kind, path, location, detail, excerpt } of subject.facts.concealments) {
      if (kind !== "payload-in-data" && kind !== "appended-data") continue;
      yield {
        message: `${path} holds what does not belong in such a file: ${detail}.`,
        strength: strengthOfFile({ kind, path, detail }, scene),
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});

function strengthOfFile(
  { kind, path, detail }: Pick<Concealment, "kind" | "path" | "detail">,
  scene: Scene,
): FindingStrength {
  if (isRead(path, scene) || (reaches.test(detail) && !commandFile.test(path))) return "strong";
  return kind === "appended-data" ? "context" : "supporting";
}

/** The file of the package, no code by its name, that the deed's file reads and whose content reaches it. */
function dataReadBy(deed: Deed, scene: Scene, { facts }: Subject): string | undefined {
  if (!carries(deed, "file")) return undefined;
  const own = new Set(facts.files.map(({ path }) => nameOf(path)));
  const reads = scene.deeds.filter(({ effect, file }) => effect.kind === "read-file" && file === deed.file);
  return reads
    .map(({ effect }) => effect.argument ?? "")
    .find((path) => dataFile.test(path) && nameOf(path) !== "package.json" && own.has(nameOf(path)));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function isRead(path: string, scene: Scene): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return scene.deeds.some(
    (deed) => deed.effect.kind === "read-file" && isLive(deed) && (deed.effect.argument ?? "").endsWith(name),
  );
}
