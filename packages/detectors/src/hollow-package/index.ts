import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, deedsOf, isAtInstall } from "../reading.ts";
import type { Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Files beside the manifest that a package of one purpose may have. */
const fileMaxCount = 6;

/** There is nothing in it but what its install runs, and that reaches out. */
export const hollowPackage: Detector = defineDetector({
  id: "hollow-package",
  title: "There is hardly anything in it but what its install runs",
  family: "trigger",
  strength: "supporting",
  technique: "T1195.001",
  *detect(subject, scene) {
    const { facts } = subject;
    const hook = facts.commands.find(({ trigger }) => trigger === "install");
    if (hook === undefined || !isHollow(subject)) return;
    const reaches = deedsOf(scene, "network", "dns").some(isAtInstall);
    yield {
      message: `There is hardly anything in it but what its install runs (${hook.from}).`,
      strength: reaches && !mayFetchBinary(scene) ? "strong" : "supporting",
      ...commandPlace(hook.from),
      excerpt: hook.command,
    };
  },
});

function isHollow({ facts }: Subject): boolean {
  const others = facts.files.filter(({ path }) => path !== "package.json");
  if (others.length > fileMaxCount) return false;
  const code = others.filter(({ kind }) => kind === "javascript" || kind === "typescript");
  const library = code.filter(({ triggers }) => triggers.includes("import") && !triggers.includes("install"));
  const hasMoreToOffer = library.some(({ size }) => size > 300) || facts.manifest.bins.length > 0;
  return (
    !hasMoreToOffer &&
    others.every(({ kind }) => kind !== "native" && kind !== "wasm" && kind !== "declaration")
  );
}

/** An installer writes what it fetched. */
function mayFetchBinary(scene: Scene): boolean {
  return deedsOf(scene, "write-file", "change-mode").some(isAtInstall);
}
