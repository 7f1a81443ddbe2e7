import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { quoted } from "../reading.ts";

/** A file of the package makes an editor, an agent or git run a command in whoever's folder it lies. */
export const toolAutorun: Detector = defineDetector({
  id: "tool-autorun",
  title: "It ships a file that editors, agents or git run by themselves",
  family: "trigger",
  strength: "strong",
  technique: "T1546",
  *detect({ facts }) {
    const old = /husky|lefthook|simple-git-hooks|lint-staged|commitlint|pre-commit/i;
    for (const { path, tool, when, command } of facts.autoruns) {
      // Rules and servers that an agent asks about, and hooks of the package's own development, run nothing by themselves.
      const isAutomatic =
        command !== undefined && /open|start|session|prompt|hook|enter|attach|create|tool/i.test(when);
      const isDevelopment =
        old.test(`${tool} ${path} ${command ?? ""}`) || path.startsWith(".husky/") || /workflow/i.test(tool);
      yield {
        message: `It ships ${path}, which makes ${tool} run ${command === undefined ? "something" : quoted(command)} (${when}).`,
        strength: isAutomatic && !isDevelopment ? "strong" : "context",
        location: { file: path, line: 1, column: 1 },
        excerpt: command,
      };
    }
  },
});
