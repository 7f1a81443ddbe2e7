import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

const program = /\b(?:ELF|PE\b|Mach-O|executable|script|JavaScript|PowerShell|shell|program)/i;

/** Bundles carry programs that compute; those that reach for the system were hidden for a reason. */
const reaches = /uses Node's modules|shell script|PowerShell/i;

/** A long constant is a program once it is decoded. */
export const encodedPayload: Detector = defineDetector({
  id: "encoded-payload",
  title: "A constant decodes to a program",
  family: "concealment",
  strength: "supporting",
  technique: "T1027.009",
  *detect({ facts }, scene) {
    for (const { kind, path, location, detail, excerpt } of facts.concealments) {
      if (kind !== "encoded-payload" || !program.test(detail)) continue;
      const isNative = /\b(?:ELF|PE\b|Mach-O|executable)/i.test(detail);
      yield {
        message: `A constant in ${path} decodes to a program: ${detail}.`,
        strength:
          isRun(path, facts) &&
          (isNative || (reaches.test(detail) && !isWorker(path, scene)) || runsSomething(path, scene))
            ? "strong"
            : "supporting",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});

function isRun(path: string, facts: Subject["facts"]): boolean {
  const file = facts.files.find((one) => one.path === path);
  return file?.triggers.some((trigger) => trigger !== "development") ?? false;
}

function runsSomething(path: string, scene: Scene): boolean {
  return deedsOf(scene, "process", "run-code").some(
    (deed) => deed.file === path && isLive(deed) && !isWorkerStart(deed) && deed.effect.api !== debuggerApi,
  );
}

/** Bundlers write a worker's program as such a text; that there is one says nothing of a package that starts it when asked. */
function isWorker(path: string, scene: Scene): boolean {
  return scene.deeds.some((deed) => deed.file === path && isWorkerStart(deed));
}

const debuggerApi = "inspector.open";

function isWorkerStart({ effect, isHidden }: Deed): boolean {
  return (
    /\bWorker$/.test(effect.api) &&
    effect.runs === "call" &&
    !isHidden &&
    /\bdata:|\bblob\b/i.test(effect.excerpt)
  );
}
