import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Code that runs could not be read as code. */
export const unreadableCode: Detector = defineDetector({
  id: "unreadable-code",
  title: "Code that it runs could not be read",
  family: "concealment",
  strength: "supporting",
  technique: "T1027",
  *detect(_subject, scene) {
    for (const { file, facts, triggers, isCommand } of scene.units) {
      if (facts.parsed === "strict" || isCommand) continue;
      const isAtInstall = triggers.includes("install") || triggers.includes("tool");
      const isLive = triggers.some((trigger) => trigger !== "development");
      if (!isLive) continue;
      const isJavaScript = facts.language === "javascript" || facts.language === "typescript";
      yield {
        message: `${file} could ${facts.parsed === "failed" ? "not" : "only in part"} be read as ${facts.language}${facts.problem === undefined ? "" : `: ${facts.problem}`}.`,
        strength:
          isJavaScript && facts.parsed === "failed" ? (isAtInstall ? "strong" : "supporting") : "context",
        location: { file, line: 1, column: 1 },
      };
    }
  },
});
