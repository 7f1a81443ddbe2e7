import type { PackageFacts } from "@lockkeeper/facts";

import { isBuildQuestion } from "../builders.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";

const native = /\.(?:c|cc|cpp|cxx|m|mm|S|s|asm|rs|h|hpp)$/;

/** The build description that npm runs without any script in the manifest starts something else than a compiler. */
export const gypCommand: Detector = defineDetector({
  id: "gyp-command",
  title: "Its build description runs commands, or there is nothing to build",
  family: "trigger",
  strength: "strong",
  technique: "T1195.002",
  *detect({ facts }) {
    const commands = facts.commands.filter(
      ({ from, trigger }) => from.includes(".gyp") && trigger === "install",
    );
    const isEmpty = !hasSources(facts);
    for (const command of commands) {
      const isOrdinary = isBuildQuestion(command.command);
      if (isOrdinary && !isEmpty) continue;
      const runsOwnRoot = command.runs.some((path) => !path.includes("/"));
      yield {
        message: `Its build description runs ${quoted(command.command)}${isEmpty ? ", and there are no sources to build" : ""}.`,
        strength: isEmpty && !isOrdinary ? "decisive" : isOrdinary || !runsOwnRoot ? "supporting" : "strong",
        ...commandPlace("binding.gyp"),
        excerpt: command.command,
      };
    }
  },
});

function hasSources({ files }: PackageFacts): boolean {
  return files.some(({ path }) => native.test(path));
}
