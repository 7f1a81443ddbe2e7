import { posix } from "node:path";

import type { FileFacts } from "@lockkeeper/facts";

import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { commandPlace, deedsOf, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Libraries are loaded, not started. */
const library = /\.(?:node|so|dylib)(?:\.\d+)*$/i;
/** Code in a form that a machine made of it for a machine. */
const bytecode = /\.(?:jsc|pyc|luac)$/i;
/** A program that runs the file behind it. */
const runner =
  /\b(?:java\s+-jar|msiexec(?:\.exe)?(?:\s+\/\w+)+|python3?|osascript|mono|dotnet|wine|start(?:\s+\/\w+)*)\s+["']?([\w./\\-]{1,200})/i;

/** Machine code that lies in the package is started although nobody asked for it: what it does stands in no source. */
export const carriedProgram: Detector = defineDetector({
  id: "carried-program",
  title: "It carries machine code and starts it, at install or on loading",
  family: "capability",
  strength: "strong",
  technique: "T1204.002",
  *detect(subject, scene) {
    yield* startedByHooks(subject);
    yield* loadedAsBytecode(subject);
    const programs = new Set(pathsOf(subject, ({ kind, path }) => kind === "native" && !library.test(path)));
    if (programs.size === 0) return;
    for (const deed of deedsOf(scene, "process", "load-native").filter(isUnasked)) {
      const path = carriedBy(deed, programs);
      if (path === undefined || (deed.effect.kind === "load-native" && !isMisnamed(path))) continue;
      yield sightingAt(deed, {
        message: `It starts machine code that lies in the package ${whenOf(deed)}: ${quoted(path)}.`,
        strength: strengthOf(deed, path),
      });
    }
  },
});

function pathsOf({ facts }: Subject, isWanted: (file: FileFacts) => boolean): readonly string[] {
  return facts.files.filter(isWanted).map(({ path }) => path);
}

function* startedByHooks(subject: Subject): Iterable<Sighting> {
  const opaque = new Set(
    pathsOf(
      subject,
      ({ kind, path }) =>
        (kind === "native" || kind === "binary" || kind === "archive") && !library.test(path),
    ),
  );
  for (const { trigger, runs, from, command } of subject.facts.commands) {
    if (trigger !== "install") continue;
    const named = posix.normalize((runner.exec(command)?.[1] ?? "").replaceAll("\\", "/"));
    const path = [...runs, named].find((file) => opaque.has(file));
    if (path === undefined) continue;
    yield {
      message: `Its install starts machine code that lies in the package: ${quoted(path)}.`,
      excerpt: command,
      ...commandPlace(from),
    };
  }
}

function* loadedAsBytecode(subject: Subject): Iterable<Sighting> {
  for (const file of pathsOf(subject, isLoadedBytecode)) {
    yield {
      message: `It loads code that only a machine can read: ${quoted(file)}.`,
      location: { file, line: 1, column: 1 },
    };
  }
}

function isLoadedBytecode({ path, kind, triggers }: FileFacts): boolean {
  const isLoaded = triggers.includes("install") || triggers.includes("import");
  return kind === "binary" && bytecode.test(path) && isLoaded;
}

function carriedBy({ effect, file, isCommand }: Deed, programs: ReadonlySet<string>): string | undefined {
  if (isCommand) return undefined;
  const argument = effect.argument ?? "";
  return [...programs].find((path) => {
    const named = `\${__dirname}/${posix.relative(posix.dirname(file), path)}`;
    return argument.startsWith(named) || argument.includes(` ${named}`);
  });
}

/** An installer may start what it carries to see whether it runs; a library has no reason to, when it is loaded. */
function strengthOf(deed: Deed, path: string): "strong" | "supporting" {
  const isOdd = isCloaked(deed) || isMisnamed(path);
  return isOdd || (deed.moment === "import" && deed.effect.runs === "load") ? "strong" : "supporting";
}

function isCloaked({ effect, isHidden }: Deed): boolean {
  return (
    isHidden || ["windowsHide", "detached", "stdio-ignore"].some((option) => effect.options.includes(option))
  );
}

/** Programs have no ending, or the one of programs; data has others. */
function isMisnamed(path: string): boolean {
  const ending = posix.extname(path).toLowerCase();
  return ending !== "" && ![".exe", ".com", ".elf", ".dll"].includes(ending) && !/^\.\d/.test(ending);
}
