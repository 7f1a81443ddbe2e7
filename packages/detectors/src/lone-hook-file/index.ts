import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";

const loneNode =
  /^\s*(?:node|bun|bun run)\s+(?:\.\/)?([\w.-]+\.[cm]?js|[\w-]+)(?:\s*(?:&&|\|\|)\s*(?:true|exit 0))?\s*$/;

/** The hook of most attacks of the last years: one script in the root that nothing else of the package uses. */
export const loneHookFile: Detector = defineDetector({
  id: "lone-hook-file",
  title: "Its hook is `node` and one script in the root that nothing else uses",
  family: "trigger",
  strength: "supporting",
  technique: "T1195.002",
  *detect({ facts }) {
    for (const command of facts.commands.filter(({ trigger }) => trigger === "install")) {
      const named = loneNode.exec(command.command)?.[1];
      if (named === undefined) continue;
      const file = facts.files.find(
        ({ path }) => path === named || path === `${named}.js` || path === `${named}/index.js`,
      );
      const isAlsoUsed = file?.triggers.some((trigger) => trigger === "bin") ?? false;
      if (isAlsoUsed) continue;
      yield {
        message: `Its install hook is one script in the root: ${quoted(command.command)}.`,
        strength: file === undefined ? "context" : "supporting",
        ...commandPlace(command.from),
        excerpt: command.command,
      };
    }
  },
});
