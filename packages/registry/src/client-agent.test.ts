import { describe, expect, test } from "vitest";

import { isUpdateCheck, parseClientAgent } from "./client-agent.ts";
import { parseRegistryRequest } from "./request-url.ts";

const npmAgent = "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false";
const short = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

describe("parseClientAgent", () => {
  test.each([
    [npmAgent, "npm", "11.19.1", true],
    ["npm/6.14.18 node/v14.0.0 linux x64", "npm", "6.14.18", false],
    ["npm/? node/v20.20.2", "npm", undefined, false],
    ["pnpm/10.34.9 npm/? node/v20.20.2 linux x64", "pnpm", "10.34.9", false],
    ["yarn/1.22.22 npm/? node/v20.20.2 linux x64", "yarn", "1.22.22", false],
    ["yarn/4.18.1 npm/? node/v20.20.2 linux x64", "yarn-berry", "4.18.1", false],
    ["got (https://got.example)", "yarn-berry", undefined, false],
    ["Bun/1.4.5", "bun", "1.4.5", false],
    ["node-fetch", "other", undefined, false],
    ["", "other", undefined, false],
  ])("reads %j", (agent, client, version, rebasesTarballs) => {
    expect(parseClientAgent({ "user-agent": agent })).toMatchObject({ client, version, rebasesTarballs });
  });

  test("reads what only npm sends", () => {
    const agent = parseClientAgent({
      "user-agent": `${npmAgent} ci/github-actions`,
      "npm-command": "ci",
      "pacote-integrity": "sha512-abc",
      accept: short,
    });

    expect(agent).toMatchObject({
      ci: "github-actions",
      command: "ci",
      expectedIntegrity: "sha512-abc",
      wantsAbbreviated: true,
    });
  });

  test("bounds everything and drops control characters", () => {
    const agent = parseClientAgent({
      "user-agent": `npm/1.2.3\u001b[31m ${"x".repeat(100_000)}`,
      "npm-command": ["in\u0000stall\r\n", "second"],
      "pacote-integrity": "s".repeat(100_000),
    });

    expect(agent.version).toBeUndefined();
    expect(agent.command).toBe("install");
    expect(agent.expectedIntegrity).toHaveLength(4096);
  });
});

describe("isUpdateCheck", () => {
  const ofNpm = parseRegistryRequest("GET", "/npm");
  const ofPnpm = parseRegistryRequest("GET", "/pnpm");
  const install = { "user-agent": npmAgent, "npm-command": "install", accept: short };
  const pnpm = { "user-agent": "pnpm/10.34.9 npm/? node/v20.20.2 linux x64", accept: short };

  test("knows npm's check by its short document in a command that installs from full ones", () => {
    expect(isUpdateCheck(ofNpm, parseClientAgent(install))).toBe(true);
    expect(isUpdateCheck(ofNpm, parseClientAgent({ ...install, accept: "application/json" }))).toBe(false);
    expect(isUpdateCheck(ofNpm, parseClientAgent({ ...install, "npm-command": "exec" }))).toBe(false);
    expect(isUpdateCheck(ofNpm, parseClientAgent({ ...install, "npm-command": undefined }))).toBe(false);
  });

  test("knows pnpm's check by its own name", () => {
    expect(isUpdateCheck(ofPnpm, parseClientAgent(pnpm))).toBe(true);
    expect(isUpdateCheck(ofNpm, parseClientAgent(pnpm))).toBe(false);
  });

  test("never takes a tarball, another package or a request in CI for a check", () => {
    const agent = parseClientAgent(install);
    const inCi = parseClientAgent({ ...install, "user-agent": `${npmAgent} ci/gitlab` });

    expect(isUpdateCheck(parseRegistryRequest("GET", "/npm/-/npm-11.0.0.tgz"), agent)).toBe(false);
    expect(isUpdateCheck(parseRegistryRequest("GET", "/axios"), agent)).toBe(false);
    expect(isUpdateCheck(ofNpm, inCi)).toBe(false);
  });
});
