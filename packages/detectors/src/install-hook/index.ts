import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace } from "../reading.ts";

/** Installing the package runs something. Two in a hundred honest packages do; other findings say what it does. */
export const installHook: Detector = defineDetector({
  id: "install-hook",
  title: "Installing it runs a command",
  family: "trigger",
  strength: "context",
  technique: "T1195.002",
  *detect({ facts }) {
    for (const command of facts.commands.filter(({ trigger }) => trigger === "install")) {
      yield {
        message: `Installing it runs ${JSON.stringify(command.command)} (${command.from}).`,
        ...commandPlace(command.from),
        excerpt: command.command,
      };
    }
  },
});
