import { isBuildQuestion, isNativeBuild } from "../builders.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";
import { shellApi } from "../scene.ts";
import type { Deed, EffectKind, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** What a hook can do that a release before it did not have to. */
const telling: ReadonlySet<EffectKind> = new Set([
  "network",
  "dns",
  "process",
  "run-code",
  "install-packages",
  "load-native",
  "read-all-environment",
  "host-facts",
  "persist",
  "publish",
  "delete-file",
]);

const codeKinds: ReadonlySet<string> = new Set([
  "javascript",
  "typescript",
  "shell",
  "powershell",
  "batch",
  "python",
  "gyp",
  "native",
  "wasm",
]);

/** A package that has long been installed without running anything now runs something. */
export const newInstallHook: Detector = defineDetector({
  id: "new-install-hook",
  title: "Installing it runs a command, and installing the release before did not",
  family: "trigger",
  strength: "strong",
  technique: "T1195.002",
  *detect(subject, scene) {
    if (subject.predecessor.state !== "present") return;
    const { drift, version, facts: earlier } = subject.predecessor.value;
    const hadNone = earlier.manifest.installScripts.length === 0;
    for (const { key, before, after } of drift.installScripts) {
      if (after === undefined) continue;
      yield {
        message: `Installing it runs ${quoted(after)} (${key}), ${before === undefined ? "which" : "while"} ${version} ${before === undefined ? "did not" : `ran ${quoted(before)}`}.`,
        strength:
          isNativeBuild(after) || isBuildQuestion(after) ? "supporting" : strengthOf(hadNone, subject, scene),
        ...commandPlace(key.includes("gyp") ? "binding.gyp" : `scripts.${key}`),
        excerpt: after,
        before,
        after,
      };
    }
  },
});

/** A first hook that reaches out or cannot be read is not what a release adds by the way. */
function strengthOf(hadNone: boolean, { facts }: Subject, scene: Scene): "strong" | "supporting" {
  const units = scene.units.filter(({ triggers }) => triggers.includes("install"));
  const reaches = units.some(({ deeds }) =>
    deeds.some(
      (deed) =>
        deed.moment === "install" &&
        deed.isNew === true &&
        telling.has(deed.effect.kind) &&
        !isOwnFile(deed.effect),
    ),
  );
  const isOpaque = units.some(isUnreadScript) || hasUnreadFile(facts);
  if (!hadNone) return reaches && isOpaque ? "strong" : "supporting";
  if (isOpaque || hasDisguise(units)) return "strong";
  return reaches && !isPlaceholder(scene.before) ? "strong" : "supporting";
}

/** A release without any code only kept the name: what follows it is the first that does anything. */
function isPlaceholder(before: Scene["before"]): boolean {
  return before?.files.every(({ kind }) => !codeKinds.has(kind)) === true;
}

function isUnreadScript({ facts, isCommand }: Scene["units"][number]): boolean {
  const isJavaScript = facts.language === "javascript" || facts.language === "typescript";
  return isJavaScript && !isCommand && facts.parsed !== "strict";
}

/** The hook's own line, or that it starts a file of the package or of a dependency, says nothing of what that file does. */
function isOwnFile({ api, argument }: Deed["effect"]): boolean {
  return api === shellApi || /^node\s+(?!-)[\w.-][\w./-]*(?:\s+[\w./=:-]+)*$/.test(argument ?? "");
}

/** A script that a hook names and that is not among the sources that were read. */
function hasUnreadFile(facts: Subject["facts"]): boolean {
  const read = new Set(facts.sources.map(({ path }) => path));
  const large = facts.files.filter(({ path, size }) => size > 500_000 && !read.has(path));
  return large.some(({ triggers }) => triggers.includes("install"));
}

function hasDisguise(units: Scene["units"]): boolean {
  return units.some(({ facts }) => facts.disguises.some(({ kind }) => kind !== "minified"));
}
