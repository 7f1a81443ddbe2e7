import { expect, test } from "vitest";

import { chooseCircumstances } from "./choose-circumstances.ts";
import type { SeenInstall } from "./choose-circumstances.ts";

const nothing: SeenInstall = {
  notes: new Map(),
  unset: [],
  hasOptionalPackages: false,
  isAskingServers: false,
  isLeavingFiles: false,
};

test.each<[string, Partial<SeenInstall>, readonly string[]]>([
  ["nothing", {}, []],
  [
    "packages for this system",
    { hasOptionalPackages: true },
    ["linux-lean", "linux-alpine", "linux-refused"],
  ],
  ["packages that are not at hand", { notes: new Map([["package", new Set(["a"])]]) }, ["linux-refused"]],
  ["servers", { isAskingServers: true }, ["linux-alpine", "linux-refused"]],
  ["the C library", { notes: new Map([["libc", new Set(["report"])]]) }, ["linux-alpine"]],
  ["its files", { notes: new Map([["file", new Set(["/etc/os-release"])]]) }, ["linux-alpine"]],
  ["a mirror", { unset: ["TOOL_BINARY_HOST"] }, ["linux-mirrored"]],
  ["a switch", { unset: ["TOOL_SKIP_DOWNLOAD"] }, ["linux-switched"]],
  ["variables of systems", { unset: ["LC_ALL", "XDG_CACHE_HOME", "GITHUB_ACTIONS"] }, []],
  ["a repository", { notes: new Map([["tool", new Set(["git"])]]) }, ["linux-alpine"]],
  ["its folder", { notes: new Map([["file", new Set(["/home/ada/app/.git"])]]) }, ["linux-alpine"]],
  ["files that stay", { isLeavingFiles: true }, ["linux-full", "linux-again"]],
])("chooseCircumstances() goes by what was asked for: %s", (_, seen, names) => {
  expect(chooseCircumstances({ ...nothing, ...seen })).toEqual(names);
});
