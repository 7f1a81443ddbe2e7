import { readArchive } from "@lockkeeper/archive";
import type { Evidence } from "@lockkeeper/core";
import { buildPackage } from "@lockkeeper/drill";
import type { Manifest } from "@lockkeeper/drill";
import { compareFacts, extractFacts } from "@lockkeeper/facts";
import type { ComparedVersion } from "@lockkeeper/inspect";
import { describe, expect, test } from "vitest";

import { reportComparison } from "./comparison-report.ts";
import type { ComparisonReport } from "./comparison-report.ts";

type Files = Readonly<Record<string, string>>;

function versionOf(
  manifest: Partial<Manifest>,
  files: Files,
  release: ComparedVersion["release"],
): ComparedVersion {
  const whole = { name: "lib", version: "1.0.0", ...manifest };
  const { tarball } = buildPackage(
    whole,
    Object.entries(files).map(([path, content]) => ({ path, content })),
  );
  const { name, version } = whole;
  return {
    spec: `${name}@${version}`,
    name,
    version,
    integrity: undefined,
    facts: extractFacts(readArchive(tarball)),
    release,
  };
}

const ofDisk: Evidence<never> = { state: "unavailable", reason: "a local file is judged by its bytes alone" };

function reportOf(
  before: readonly [Partial<Manifest>, Files],
  after: readonly [Partial<Manifest>, Files],
): ComparisonReport {
  const [left, right] = [
    versionOf(...before, ofDisk),
    versionOf({ version: "1.1.0", ...after[0] }, after[1], ofDisk),
  ];
  return reportComparison({
    before: left,
    after: right,
    drift: compareFacts(left.facts, right.facts),
    durationMs: 1,
  });
}

const download = 'require("https").get("https://host.example/x");\n';

describe("reportComparison()", () => {
  test("reportComparison() says that nothing is new where nothing is", () => {
    const files = { "index.js": download };

    expect(reportOf([{}, files], [{}, files]).summary).toEqual([
      "It can do nothing that it could not do before.",
    ]);
  });

  test("reportComparison() tells what is new from what is only reached in another way", () => {
    const before = { "index.js": download, "cli.js": "exports.a = 1;\n" };
    const after = { "index.js": `${download}require("fs").unlinkSync("a");\n`, "cli.js": download };
    const manifest = { bin: { lib: "cli.js" } };

    const { summary } = reportOf([manifest, before], [manifest, after]);

    expect(summary).toEqual([
      "New: it deletes files (import).",
      "It did so before, and does it by other ways now: connects to hosts (command).",
    ]);
  });

  test("reportComparison() counts what only becomes reachable as new", () => {
    const files = { "index.js": "exports.a = 1;\n", "lib/unused.js": download };
    const reached = { ...files, "index.js": 'require("./lib/unused.js");\n' };

    expect(
      reportOf(
        [{ main: "index.js", exports: "./index.js" }, files],
        [{ main: "index.js", exports: "./index.js" }, reached],
      ).summary,
    ).toEqual(["New: it connects to hosts (import)."]);
  });

  test("reportComparison() says what comes along, and what is only asked for", () => {
    const files = { "index.js": "exports.a = 1;\n" };
    const after = {
      dependencies: { rolldown: "~1.2.0" },
      peerDependencies: { devtools: "^1.0.0" },
    };

    const { summary, sections } = reportOf([{}, files], [after, files]);

    expect(summary.slice(1)).toEqual([
      "It brings 1 new dependency: rolldown.",
      "It asks for 1 new peer: devtools.",
    ]);
    expect(
      sections
        .find(({ title }) => title === "Dependencies")
        ?.rows.map(({ what, after: spec }) => [what, spec]),
    ).toEqual([
      ["devtools", "^1.0.0 (peer)"],
      ["rolldown", "~1.2.0"],
    ]);
  });

  test("reportComparison() names what of the publishing the registry does not tell", () => {
    const untold: Evidence<never> = { state: "unavailable", reason: "no release of it has one" };
    const release = {
      state: "present",
      value: {
        version: "1.0.0",
        publishedAt: { state: "present", value: Date.UTC(2026, 0, 1) },
        publisher: untold,
        rank: untold,
        signatures: untold,
        gitHead: { state: "absent" },
        maintainers: untold,
        deprecated: undefined,
      },
    } as unknown as ComparedVersion["release"]; // What a report reads of it; the rest does not matter here.
    const version = versionOf({}, { "index.js": "exports.a = 1;\n" }, release);

    const { blindSpots } = reportComparison({
      before: version,
      after: version,
      drift: compareFacts(version.facts, version.facts),
      durationMs: 1,
    });

    expect(blindSpots).toEqual(["by whom, with what evidence it was published (the registry does not tell)"]);
  });
});
