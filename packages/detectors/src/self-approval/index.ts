import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

const settings = /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|pnpm-workspace\.yaml|bunfig\.toml|\.pnpmfile\.c?js)$/;
const allows =
  /\bnpm\s+config\s+set\b[^\n]{0,60}(?:ignore-scripts|allow|registry)|\bpnpm\s+(?:config\s+set|approve-builds)|ignore-scripts[\s=]+false|onlyBuiltDependencies|allow-?scripts/i;

/** It brings settings that let scripts run, or writes them: the package decides about itself what its user should. */
export const selfApproval: Detector = defineDetector({
  id: "self-approval",
  title: "It ships or writes package managers' settings that let scripts run",
  family: "trigger",
  strength: "supporting",
  technique: "T1562.001",
  *detect({ facts }, scene) {
    for (const { path } of facts.files.filter(
      (file) => settings.test(file.path) && !file.path.includes("/"),
    )) {
      yield {
        message: `It ships ${path}, settings of a package manager.`,
        strength: facts.manifest.installScripts.length > 0 ? "supporting" : "context",
        location: { file: path, line: 1, column: 1 },
      };
    }
    for (const deed of deedsOf(scene, "write-file", "process").filter(isUnasked)) {
      const argument = deed.effect.argument ?? "";
      const doesAllow = allows.test(argument);
      if (!doesAllow && !(deed.effect.kind === "write-file" && settings.test(argument))) continue;
      yield sightingAt(deed, {
        message: `It changes settings of package managers ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: doesAllow ? "strong" : "supporting",
      });
    }
  },
});
