import { posix } from "node:path";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, deedsOf, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Machine code that lies in the package is started although nobody asked for it: what it does stands in no source. */
export const carriedProgram: Detector = defineDetector({
  id: "carried-program",
  title: "It carries machine code and starts it, at install or on loading",
  family: "capability",
  strength: "strong",
  technique: "T1204.002",
  *detect(subject, scene) {
    const programs = programsIn(subject);
    if (programs.size === 0) return;
    for (const { trigger, runs, from, command } of subject.facts.commands) {
      const path = trigger === "install" ? runs.find((file) => programs.has(file)) : undefined;
      if (path === undefined) continue;
      yield {
        message: `Its install starts machine code that lies in the package: ${quoted(path)}.`,
        excerpt: command,
        ...commandPlace(from),
      };
    }
    for (const deed of deedsOf(scene, "process").filter(isUnasked)) {
      const path = carriedBy(deed, programs);
      if (path === undefined) continue;
      yield sightingAt(deed, {
        message: `It starts machine code that lies in the package ${whenOf(deed)}: ${quoted(path)}.`,
        strength: isCloaked(deed) || isMisnamed(path) ? "strong" : "supporting",
      });
    }
  },
});

/** Libraries are loaded, not started. */
function programsIn({ facts }: Subject): ReadonlySet<string> {
  const native = facts.files.filter(
    ({ kind, path }) => kind === "native" && !/\.(?:node|so|dylib)$/i.test(path),
  );
  return new Set(native.map(({ path }) => path));
}

function carriedBy({ effect, file, isCommand }: Deed, programs: ReadonlySet<string>): string | undefined {
  if (isCommand) return undefined;
  const argument = effect.argument ?? "";
  return [...programs].find((path) => {
    const named = `\${__dirname}/${posix.relative(posix.dirname(file), path)}`;
    return argument.startsWith(named) || argument.includes(` ${named}`);
  });
}

function isCloaked({ effect, isHidden }: Deed): boolean {
  return (
    isHidden || ["windowsHide", "detached", "stdio-ignore"].some((option) => effect.options.includes(option))
  );
}

/** Programs have no ending, or the one of programs; data has others. */
function isMisnamed(path: string): boolean {
  const ending = posix.extname(path).toLowerCase();
  return ending !== "" && ![".exe", ".com", ".elf", ".bin"].includes(ending) && !/^\.\d/.test(ending);
}
