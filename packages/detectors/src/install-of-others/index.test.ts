import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { commanded, hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { installOfOthers } from "./index.ts";

testDetector(installOfOthers, {
  fires: {
    "a package for the machine": ["strong", hooked("npm i --global nothing")],
    "a package while it is loaded": [
      "strong",
      loaded(`require("child_process").execSync("npm install axios socket.io-client");`),
    ],
    "somebody else's program": ["strong", hooked("npx -y helper-core-x")],
    "somebody else's program in its newest version": [
      "strong",
      hooked("npx --yes @helper/setup@latest init || true"),
    ],
    "a package of a registry that it names": [
      "strong",
      installed(
        `require("child_process").execSync("npm install helper --registry=https://packages.invalid/");`,
      ),
    ],
    "somebody else's program, somewhere in a script": [
      "supporting",
      installed(`require("child_process").execSync("npx --yes create-helper@latest");`),
    ],
    "a program that many know": ["supporting", hooked("npx only-allow pnpm")],
    "a program that must be there": ["supporting", hooked("npx --no-install some-linter")],
    "a package in its own folder": [
      "supporting",
      installed(`require("child_process").execSync("npm install --prefix ./sub");`),
    ],
  },
  silent: {
    "a scaffolder": commanded(`require("child_process").execSync("npm install", { stdio: "inherit" });`),
  },
});

test.each([
  ["its manifest names", "supporting", "@sample/binding-wasm"],
  ["nobody names", "strong", "@other/binding-wasm"],
  ["its manifest names, and another", "strong", "@sample/binding-wasm left-trim"],
])("installOfOthers says of loading that brings a package that %s: %s", (_what, strength, names) => {
  const manifest = {
    name: "sample",
    version: "1.0.1",
    main: "index.js",
    optionalDependencies: { "@sample/binding-wasm": "1.0.1" },
  };
  const code = `require("child_process").execSync("pnpm i ${names}@" + require("./package.json").version);`;

  const { findings } = detect(subjectOf({ "package.json": JSON.stringify(manifest), "index.js": code }), [
    installOfOthers,
  ]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});
