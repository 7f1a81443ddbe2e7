import type { RunPackage } from "@lockkeeper/firewall";
import { describe, expect, test } from "vitest";

import { summarizeRun } from "./run-summary.ts";
import type { SummaryParts } from "./run-summary.ts";
import { createStyle } from "./style.ts";
import { renderRunSummary, reportLines } from "./views/run.ts";

const held = {
  version: "1.14.1",
  effect: "hold",
  clause: "cooldown",
  reason: "Published 49 min ago",
  maturesAt: "2026-04-03T00:21:00.000Z",
} as const;

function packageOf(details: Partial<RunPackage>): RunPackage {
  return {
    name: "axios",
    taken: [],
    refused: [],
    hidden: [],
    passedOver: [],
    warned: [],
    latest: null,
    newestAcceptable: null,
    ...details,
  };
}

function partsOf(packages: readonly RunPackage[], details: Partial<SummaryParts> = {}): SummaryParts {
  return {
    exitCode: 0,
    report: { schema: 1, id: "0", packages, isCut: false },
    locked: [],
    notes: { overruled: new Set(), unseen: new Set(), refused: new Set() },
    obstacles: [],
    ...details,
  };
}

function shown(parts: SummaryParts, isQuiet = false): string {
  const summary = summarizeRun(parts);
  const run = { summary, exitCode: summary.exitCode, isQuiet, dataFlag: undefined };
  return renderRunSummary(run, { style: createStyle(false), now: 0, isFirst: true, width: 100 });
}

describe("summarizeRun and its view", () => {
  test("say what was passed over, until when, why, and what was taken", () => {
    const text = shown(
      partsOf([
        packageOf({ taken: ["1.14.0"], hidden: [held], passedOver: [{ ...held, instead: "1.14.0" }] }),
      ]),
    );

    expect(text).toContain("withheld 1 version from this command");
    expect(text).toContain("axios@1.14.1 held by cooldown until 2026-04-03 00:21 UTC: Published 49 min ago");
    expect(text).toContain("taken instead: axios@1.14.0");
    expect(text).toContain("explain axios@1.14.1");
  });

  test("name a refused version once, with what to take", () => {
    const entry = packageOf({ refused: [held], newestAcceptable: "1.14.0" });
    const locked = [{ ...held, name: "axios", newestAcceptable: "1.14.0" }];

    const { withheld } = summarizeRun(partsOf([entry], { exitCode: 1, locked }));

    expect(withheld).toMatchObject([{ kind: "refused", newestAcceptable: "1.14.0" }]);
  });

  test("name what a lockfile would have had from a store", () => {
    const locked = [{ ...held, name: "axios", newestAcceptable: null }];

    expect(shown(partsOf([], { locked }))).toContain("named by the lockfile, and would have been refused");
    expect(shown(partsOf([], { locked }))).not.toContain("empty store");
    expect(shown(partsOf([], { locked, exitCode: 1 }))).toContain("empty store");
  });

  test("name a hidden version where the command failed and took nothing of the package", () => {
    const entry = packageOf({ hidden: [held], latest: { upstream: "1.14.1", shown: "1.14.0" } });

    expect(summarizeRun(partsOf([entry])).withheld).toEqual([]);
    expect(shown(partsOf([entry], { exitCode: 1 }))).toContain(
      "not shown to the command; newest acceptable: axios@1.14.0",
    );
  });

  test("put what is blocked before what is held", () => {
    const blocked = {
      ...held,
      version: "9.9.9",
      effect: "block",
      clause: "malware",
      maturesAt: null,
    } as const;
    const packages = [packageOf({ refused: [held] }), packageOf({ name: "zz", refused: [blocked] })];

    expect(summarizeRun(partsOf(packages)).withheld.map(({ name }) => name)).toEqual(["zz", "axios"]);
  });

  test("say one line, or with --quiet none, when nothing was withheld", () => {
    const parts = partsOf([packageOf({ taken: ["1.14.0"] })]);

    expect(shown(parts)).toBe("lockkeeper: 1 version taken through the firewall, none withheld\n");
    expect(shown(parts, true)).toBe("");
    expect(shown(partsOf([]))).toBe("");
  });

  test("tell what was overruled, not looked into, and refused", () => {
    const notes = {
      overruled: new Set(["https://elsewhere.invalid"]),
      unseen: new Set(["https://git.example"]),
      refused: new Set(["https://x.example"]),
    };

    const text = shown(partsOf([], { notes }), true);

    expect(text).toContain("only the project's files name: https://elsewhere.invalid");
    expect(text).toContain("did not look into: https://git.example");
    expect(text).toContain("refused (--strict): https://x.example");
  });

  test("suspect settings only where the command failed", () => {
    const obstacles = [
      { file: "/app/bunfig.toml", line: 2, setting: "install.cafile", client: "Bun", isBypass: false },
    ];

    expect(shown(partsOf([], { obstacles }))).toBe("");
    expect(shown(partsOf([], { obstacles, exitCode: 1 }))).toContain("/app/bunfig.toml:2");
  });

  test("show nothing of a hostile name that a terminal could obey", () => {
    const entry = packageOf({ name: "a\u001b[31mb", refused: [{ ...held, reason: "x\u001b]0;y\u0007" }] });

    // oxlint-disable-next-line no-control-regex -- The escape character is what must not be there.
    expect(shown(partsOf([entry]))).not.toMatch(/[\u001b\u0007]/);
  });

  test("write each version as a line, and the whole at the end", () => {
    const lines = reportLines(
      summarizeRun(partsOf([packageOf({ refused: [held], warned: [{ ...held, effect: "warn" }] })])),
    );

    expect(lines).toMatchObject([
      { schema: 1, kind: "withheld", how: "refused", name: "axios", version: "1.14.1" },
      { schema: 1, kind: "warned", name: "axios" },
      { schema: 1, kind: "run", withheld: 1, exitCode: 0 },
    ]);
  });
});
