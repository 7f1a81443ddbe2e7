import { readArchive } from "@lockkeeper/archive";
import { buildPackage } from "@lockkeeper/drill";
import type { Manifest } from "@lockkeeper/drill";
import { compareFacts, extractFacts } from "@lockkeeper/facts";
import type { ComparedVersion, Comparison } from "@lockkeeper/inspect";
import type { ArrivalLook } from "@lockkeeper/scan";
import { describe, expect, test } from "vitest";

import { finding, inspection } from "../../test/fake-inspector.ts";
import { describeArrival } from "./describe-arrival.ts";

type Files = Readonly<Record<string, string>>;

function versionOf(manifest: Partial<Manifest>, files: Files): ComparedVersion {
  const whole = { name: "lib", version: "1.0.0", main: "index.js", ...manifest };
  const contents = Object.entries(files).map(([path, content]) => ({ path, content }));
  const { name, version } = whole;
  return {
    spec: `${name}@${version}`,
    name,
    version,
    integrity: undefined,
    facts: extractFacts(readArchive(buildPackage(whole, contents).tarball)),
    release: { state: "unavailable", reason: "not asked for" },
  };
}

function compare(before: ComparedVersion, after: ComparedVersion): Comparison {
  return { before, after, drift: compareFacts(before.facts, after.facts), durationMs: 1 };
}

const arrival = { name: "lib", from: "1.0.0", to: "1.1.0" };
const allowed = inspection({ spec: "lib@1.1.0" });
const quiet: Files = { "index.js": "module.exports = (a, b) => a + b;\n" };
const calling: Files = { "index.js": 'require("child_process").spawn("ls");\n' };

interface Step {
  readonly manifest?: Partial<Manifest>;
  readonly before?: Files;
  readonly after?: Files;
}

function look({ manifest = {}, before = quiet, after = quiet }: Step): ArrivalLook {
  const comparison = compare(versionOf({}, before), versionOf({ version: "1.1.0", ...manifest }, after));
  return describeArrival(arrival, allowed, comparison);
}

describe("describeArrival", () => {
  test("has nothing to tell of a version that does the same", () => {
    expect(look({})).toMatchObject({ verdict: "allow", risk: "low", news: [] });
  });

  test("calls a new reach out of the program moderate, and names what makes it run", () => {
    expect(look({ after: calling })).toMatchObject({
      risk: "moderate",
      news: ["starts programs now (import)"],
    });
  });

  test("takes what it did before by another way for nothing new", () => {
    const both = { ...calling, "cli.js": calling["index.js"] ?? "" };

    expect(look({ before: calling, after: both, manifest: { bin: { lib: "cli.js" } } })).toMatchObject({
      risk: "low",
      news: [],
    });
  });

  test("calls a script that was not there at install high, and comes to it first", () => {
    const { risk, news } = look({
      manifest: { scripts: { postinstall: "node index.js" }, dependencies: { other: "^1.0.0" } },
      after: calling,
    });

    expect(risk).toBe("high");
    expect(news[0]).toBe("runs something else at install: postinstall");
    expect(news.at(-1)).toBe("needs besides: other");
  });

  test("keeps new hosts and dependencies low, and shortens long lists", () => {
    const dependencies = Object.fromEntries(["one", "two", "three", "four"].map((name) => [name, "^1.0.0"]));

    expect(look({ manifest: { dependencies } })).toMatchObject({
      risk: "low",
      news: ["needs besides: four, one, three and 1 more"],
    });
  });

  test("tells what an inspection holds a version for, and another publisher", () => {
    const held = inspection({
      spec: "lib@1.1.0",
      verdict: "hold",
      reasons: [{ code: "summary", message: "It hides what it does." }],
      findings: [
        finding({
          id: "publisher-change",
          family: "identity",
          strength: "supporting",
          message: "Bob published it.",
        }),
        finding({ id: "large-new-file", family: "history", strength: "supporting" }),
      ],
    });

    const told = describeArrival(arrival, held, compare(versionOf({}, quiet), versionOf({}, quiet)));

    expect(told).toEqual({
      verdict: "hold",
      why: "It hides what it does.",
      risk: "high",
      news: ["is held by its inspection: It hides what it does.", "Bob published it"],
    });
  });

  test("says of what is new to a project what it runs at install", () => {
    const withScript = inspection({ spec: "lib@1.1.0", facts: { installScripts: ["postinstall", 7] } });
    const without = describeArrival({ ...arrival, from: undefined }, allowed, undefined);

    expect(describeArrival({ ...arrival, from: undefined }, withScript, undefined)).toMatchObject({
      risk: "high",
      news: ["runs postinstall at install"],
    });
    expect(without).toMatchObject({ risk: "low", news: [] });
  });

  test("says why there was nothing to compare with, and calls what is unknown moderate", () => {
    const unknown = inspection({
      spec: "lib@1.1.0",
      verdict: "unknown",
      reasons: [{ code: "gap", message: "No bytes." }],
    });

    expect(describeArrival(arrival, allowed, { why: "it was removed" })).toMatchObject({
      risk: "low",
      news: ["could not be compared with 1.0.0: it was removed"],
    });
    expect(describeArrival(arrival, unknown, undefined)).toMatchObject({
      verdict: "unknown",
      why: "No bytes.",
      risk: "moderate",
    });
  });
});
