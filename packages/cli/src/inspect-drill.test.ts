import { startReplay } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeResult } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

const night = "2026-03-31T01:10:00Z";

/** Runs a command on the night's registry, with its time and nothing that was known later. */
async function runThatNight(...argv: readonly string[]): Promise<FakeResult> {
  const replay = await startReplay({ campaign: "axios-2026", at: Date.parse(night) });
  onTestFinished(() => replay.close());
  const { run } = await createFakeTerminal({ now: night });
  return await run(...argv, "--upstream", replay.url, "--at", night);
}

describe("inspect, on the night of the Axios compromise", () => {
  test("inspect says why in words that need no knowledge of the attack", async () => {
    const { code, out } = await runThatNight("inspect", "axios@1.14.1");

    expect(code).toBe(1);
    expect(out.split("\n")[0]).toBe("BLOCK axios@1.14.1: do not install");
    const text = out.replace(/\s+/g, " ");
    for (const words of [
      "A new dependency, plain-crypto-js@4.2.1,",
      "published 22 minutes before this release",
      "imported by nothing in the package",
      "runs a script at install (postinstall)",
      "trusted publishing",
      "published under the address",
      "take axios@1.14.0, the release before it",
    ]) {
      expect(text).toContain(words);
    }
  });

  test.each([
    ["as it was known then", ["--at", night]],
    ["now that it is in the catalogue", []],
  ])("inspect says all of it before any evidence, %s", async (_when, flags) => {
    const replay = await startReplay({ campaign: "axios-2026", at: Date.parse(night) });
    onTestFinished(() => replay.close());
    const { run } = await createFakeTerminal({ now: "2026-11-22T00:00:00Z" });

    const { out } = await run("inspect", "axios@1.14.1", "--upstream", replay.url, ...flags);

    const head = out.slice(0, out.indexOf("Do not install it"));
    const text = head.replace(/\s+/g, " ");
    expect(head.split("\n").length).toBeLessThan(14);
    for (const words of [
      "A new dependency, plain-crypto-js@4.2.1, was published 22 minutes before this release",
      "imported by nothing in the package and runs a script at install (postinstall)",
      "were published by trusted publishing, with provenance, and this one without evidence of where it was built",
      "The account jasonsaayman published under the address ifstap@proton.invalid, which no release before knows",
    ]) {
      expect(text).toContain(words);
    }
  });

  test("inspect withholds all three versions of the attack, and none of the others", async () => {
    const bad = ["axios@1.14.1", "axios@0.30.4", "plain-crypto-js@4.2.1"];
    const good = ["axios@1.14.0", "axios@1.13.3", "axios@0.30.3"];

    const { lines } = await runThatNight("inspect", ...bad, ...good, "--json");

    expect(lines.map(({ verdict }) => verdict !== "allow")).toEqual([true, true, true, false, false, false]);
    expect(lines.every(({ error }) => error === null)).toBe(true);
  });

  test("inspect answers the same twice, but for the time it took", async () => {
    const strip = ({ lines }: FakeResult): readonly unknown[] =>
      lines.map((line) => ({ ...line, durationMs: 0 }));

    const [first, second] = [
      await runThatNight("inspect", "axios@1.14.1", "--json"),
      await runThatNight("inspect", "axios@1.14.1", "--json"),
    ];

    expect(strip(first)).toEqual(strip(second));
  });
});

describe("diff, on the night of the Axios compromise", () => {
  test("diff shows the one dependency and the publishing that changed", async () => {
    const { code, out } = await runThatNight("diff", "axios", "1.14.0", "1.14.1");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "axios@1.14.0 → 1.14.1: patch release, 3 d 2 h later

        It can do nothing that it could not do before.
        It brings 1 new dependency: plain-crypto-js.

        What it can do
          reached by       development
          starts programs  yes

        Dependencies
          + plain-crypto-js  ^4.2.1

        Publishing
          ~ published   2026-03-27 21:40 UTC → 2026-03-31 00:21 UTC
          ~ publisher   GitHub Actions <npm-oidc-no-reply@github.com>, a machine → jasonsaayman
                        <ifstap@proton.invalid>
          ~ evidence    trusted publishing with provenance → no evidence of where it was built
          - commit      was af839d23d230

        Other scripts
          - prepare     was husky

        Files
          ~ files       5 → 5, 1 changed
      "
    `);
  });

  test("diff writes the line that is promised", async () => {
    const { lines } = await runThatNight("diff", "axios@1.14.0", "1.14.1", "--json");

    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("diff", "comparison"));
    expect(lines[0]).toMatchObject({
      step: "patch",
      before: { version: "1.14.0", publisher: { isMachine: true } },
      after: { version: "1.14.1", publisher: { login: "jasonsaayman", isMachine: false } },
      changes: { dependencies: [{ key: "plain-crypto-js", before: null }] },
    });
  });

  test("diff --format markdown makes a table of what changed", async () => {
    const { out } = await runThatNight("diff", "axios", "1.14.0", "1.14.1", "--format", "markdown");

    expect(out).toContain("## `axios@1.14.0 → 1.14.1`: patch release");
    expect(out).toContain(
      "### Dependencies\n\n| | before | after |\n|---|---|---|\n| `plain-crypto-js` |  | `^4.2.1` |",
    );
  });

  test("diff says of what it cannot read which of the two it was", async () => {
    const { code, err } = await runThatNight("diff", "axios@1.14.0", "axios@9.9.9");

    expect(code).toBe(3);
    expect(err).toContain("axios@9.9.9");
  });
});
