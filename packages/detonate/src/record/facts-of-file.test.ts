import { describe, expect, test } from "vitest";

import { createBaseDisk } from "../disk/base-disk.ts";

import { factsOfFile } from "./facts-of-file.ts";

const packageFolder = "/app/node_modules/lib";
const manifest = {
  name: "lib",
  version: "1.0.0",
  scripts: { install: "node a.js" },
  bin: { lib: "bin/lib" },
};
const ofProject = { name: "app", scripts: { build: "b" }, dependencies: { lib: "^1.0.0" } };
const base = createBaseDisk({
  platform: "linux",
  startsAt: 0,
  folders: ["/tmp"],
  files: [
    [`${packageFolder}/package.json`, JSON.stringify(manifest)],
    [`${packageFolder}/a.js`, ""],
    ["/app/package.json", JSON.stringify(ofProject)],
  ],
});
const factsOf = (data: Readonly<Record<string, unknown>>, kind: string = "file"): unknown =>
  factsOfFile(kind, data, { base, packageFolder, project: "/app", written: data["content"] });

describe("factsOfFile", () => {
  test("says what was not there before", () => {
    expect(factsOf({ path: `${packageFolder}/b.js` })).toMatchObject({ isMade: true });
    expect(factsOf({ path: `${packageFolder}/a.js` })).not.toHaveProperty("isMade");
    expect(factsOf({ path: "/tmp/x" }, "network")).toEqual({ path: "/tmp/x" });
    expect(factsOf({})).toEqual({});
  });

  test.each<[string, unknown, boolean]>([
    ["another version", { ...manifest, binary: {} }, true],
    ["other scripts", { ...manifest, scripts: {} }, false],
    ["another command", { ...manifest, bin: "./x.js" }, false],
    ["the native twin of its command", { ...manifest, bin: { lib: "bin/lib.exe" } }, true],
    ["another file for its command", { ...manifest, bin: { lib: "bin/other.exe" } }, false],
  ])("says whether the own manifest runs what it ran: %s", (_, content, isKept) => {
    const facts = factsOf({ path: `${packageFolder}/package.json`, content: JSON.stringify(content) });

    expect(Object.hasOwn(Object(facts), "keepsScripts")).toBe(isKept);
  });

  test.each<[string, object, boolean]>([
    ["with the same scripts", manifest, true],
    ["with others", { ...manifest, scripts: {} }, false],
  ])("says of a manifest that is moved over the own one whether it is %s", (_, content, isKept) => {
    const facts = factsOfFile(
      "file",
      { path: `${packageFolder}/package.json.new`, to: `${packageFolder}/package.json` },
      {
        base,
        packageFolder,
        project: "/app",
        written: undefined,
        contentOf: () => Buffer.from(JSON.stringify(content)),
      },
    );

    expect(Object.hasOwn(Object(facts), "keepsScripts")).toBe(isKept);
  });

  test("takes a manifest that cannot be read for another one", () => {
    const path = `${packageFolder}/package.json`;

    expect(factsOf({ path, content: "{" })).not.toHaveProperty("keepsScripts");
    expect(factsOf({ path })).not.toHaveProperty("keepsScripts");
  });

  test.each<[string, string, boolean]>([
    [
      "starts something of the project",
      '#!/bin/sh\n# see https://a.example\nnode ./node_modules/lib/run.js "$@"',
      true,
    ],
    ["starts a hook beside it", '#!/bin/sh\n. "$(dirname "$0")/shared.sh"\n', true],
    [
      "starts a script by its name",
      '#!/bin/sh\necho "see npm install x"\nnpx --no-install lint\nyarn run x',
      true,
    ],
    ["fetches a package", "#!/bin/sh\nnpx lint", false],
    ["installs a package", "#!/bin/sh\nnpm -q install x", false],
    ["asks a server", "#!/bin/sh\nnode node_modules/lib/x; curl https://a.example", false],
    ["evaluates text", "#!/bin/sh\nnode -e 'x' node_modules", false],
    ["starts nothing of the project", "#!/bin/sh\n/tmp/x", false],
    ["hands on keys", '#!/bin/sh\nnode node_modules/a/x.js "$(cat ~/.npmrc)"', false],
    ["has something encoded", `#!/bin/sh\nnode_modules/a ${"QUJD".repeat(30)}`, false],
  ])("says whether a hook only starts something of the project: %s", (_, content, isStarter) => {
    const facts = factsOf({ path: "/app/.git/hooks/pre-commit", content });

    expect(Object.hasOwn(Object(facts), "isStarter")).toBe(isStarter);
  });

  test.each<[string, unknown, boolean]>([
    ["another script", { ...ofProject, scripts: { build: "b", prebuild: "x" } }, true],
    ["a script in other words", { ...ofProject, scripts: { build: "x && b" } }, true],
    ["another dependency", { ...ofProject, dependencies: { lib: "^1.0.0", other: "*" } }, true],
    ["a dependency in its place", { ...ofProject, overrides: { a: "npm:b@1" } }, true],
    ["a setting", { ...ofProject, browserslist: ["defaults"] }, false],
    ["one script less", { ...ofProject, scripts: {} }, false],
    ["a text that is none", "no manifest", false],
  ])("says whether the project's manifest runs or installs something else: %s", (_, content, isRewired) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const facts = factsOf({ path: "/app/package.json", content: text });

    expect(Object.hasOwn(Object(facts), "isRewired")).toBe(isRewired);
  });
});
