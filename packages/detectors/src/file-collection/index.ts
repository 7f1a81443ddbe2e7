import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Where a person's own files begin: home, a drive, the disk, the project. */
const root = /^(?:~|\/|[a-z]:[\\/]?|\$\{cwd\}|\$\{(?:INIT_CWD|HOME|USERPROFILE)\}|\.{1,2}\/?)/i;

/** Folders are searched, and the content of what is found there goes to a place that stands in the code. */
export const fileCollection: Detector = defineDetector({
  id: "file-collection",
  title: "It searches folders of the user and sends the files that it finds to a fixed host",
  family: "capability",
  strength: "strong",
  technique: "T1119",
  *detect(subject, scene) {
    for (const deed of deedsOf(scene, "network").filter(isLive)) {
      const host = hostOf(deed);
      if (!carries(deed, "file") || host === undefined || isLocalHost(host) || isCodeHost(host)) continue;
      const from = searchedBy(deed, scene);
      // Who deploys a project sends its files too, when asked; keys of wallets are no part of one.
      if (from === undefined || !(isUnasked(deed) || looksForKeys(deed, subject))) continue;
      yield sightingAt(deed, {
        message: `It searches ${JSON.stringify(from)} for files and sends them to ${objectOf(deed)} ${whenOf(deed)}.`,
      });
    }
  },
});

/** The folder whose listed files are read in the same file. */
function searchedBy({ file }: Deed, { deeds }: Scene): string | undefined {
  const own = { deeds: deeds.filter((deed) => deed.file === file) };
  const read = deedsOf(own, "read-file").map(({ effect }) => effect.argument ?? "");
  return deedsOf(own, "list-files")
    .map(({ effect }) => (effect.argument ?? "").replace(/\/$/, ""))
    .find((folder) => root.test(folder) && read.some((path) => path.startsWith(`${folder}/\${…}`)));
}

/** Names of files that hold keys of wallets, in the text of the same file. */
function looksForKeys({ file }: Deed, { facts }: Subject): boolean {
  return facts.indicators.some(
    ({ kind, path, where }) => kind === "wallet-path" && path === file && where === "code",
  );
}
