import { describe, expect, test } from "vitest";

import { findingStrengths } from "@lockkeeper/core";
import type { FindingStrength } from "@lockkeeper/core";

import { detect } from "../src/index.ts";
import type { Detector } from "../src/index.ts";
import { subjectOf } from "./sample.ts";
import type { Sample } from "./sample.ts";

/** Samples by name: those that must yield at least a strength, and those that must yield nothing above context. */
export interface DetectorCases {
  readonly fires: Readonly<Record<string, readonly [FindingStrength, Sample]>>;
  readonly silent: Readonly<Record<string, Sample>>;
}

/** Takes samples through extraction and one detector. */
export function testDetector(detector: Detector, { fires, silent }: DetectorCases): void {
  describe(detector.id, () => {
    test.each(Object.entries(fires))("fires on %s", (_name, [least, sample]) => {
      const { findings, failures } = detect(subjectOf(sample), [detector]);

      expect(failures).toEqual([]);
      expect(findings[0]?.strength ?? "context").toSatisfy((strength: FindingStrength) =>
        isAtLeast(strength, least),
      );
    });

    test.each(Object.entries(silent))("does not fire on %s", (_name, sample) => {
      const { findings, failures } = detect(subjectOf(sample), [detector]);

      expect(failures).toEqual([]);
      expect(findings.filter(({ strength }) => strength !== "context")).toEqual([]);
    });
  });
}

function isAtLeast(strength: FindingStrength, least: FindingStrength): boolean {
  return findingStrengths.indexOf(strength) >= findingStrengths.indexOf(least);
}

/** A package whose main file is this. */
export function loaded(code: string): Sample {
  return { "package.json": manifest({ main: "index.js" }), "index.js": code };
}

/** A package whose install runs this script. */
export function installed(code: string): Sample {
  return {
    "package.json": manifest({ main: "index.js", scripts: { postinstall: "node setup.js" } }),
    "index.js": "module.exports = 1;\n",
    "setup.js": code,
  };
}

/** A package whose install runs this command. */
export function hooked(command: string): Sample {
  return {
    "package.json": manifest({ main: "index.js", scripts: { preinstall: command } }),
    "index.js": "module.exports = 1;\n",
  };
}

/** A package with one command. */
export function commanded(code: string): Sample {
  return { "package.json": manifest({ bin: { tool: "cli.js" } }), "cli.js": `#!/usr/bin/env node\n${code}` };
}

function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: "sample", version: "1.0.1", ...fields });
}
