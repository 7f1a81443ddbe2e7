import type { ScanFinding, ScanReport } from "@lockkeeper/scan";
import { describe, expect, test } from "vitest";

import { createStyle } from "../style.ts";
import { renderScanReport, renderScanSummary } from "./scan.ts";

const frame = { style: createStyle(false), width: 80 };

function finding(part: Partial<ScanFinding>): ScanFinding {
  return {
    id: "known-vulnerability",
    kind: "vulnerability",
    severity: "high",
    name: "lib",
    version: "1.0.0",
    file: "package-lock.json",
    line: 7,
    path: ["app", "lib@1.0.0"],
    isDevelopment: false,
    message: "lib@1.0.0 has a known vulnerability (GHSA-1)",
    advisories: ["GHSA-1"],
    fix: { message: "1.0.1 mends it", version: "1.0.1", command: "npm update lib" },
    ...part,
  };
}

function render(findings: readonly ScanFinding[]): string {
  const report: ScanReport = {
    target: ".",
    graphs: [],
    findings,
    suppressed: [],
    unread: [],
    packages: 1,
    durationMs: 1,
  };
  return renderScanReport(report, frame, { isAlone: false, isShowingAccepted: false });
}

describe("renderScanReport()", () => {
  test("renderScanReport() says in one sentence what several advisories have against one package", () => {
    const text = render([
      finding({}),
      finding({
        advisories: ["GHSA-2"],
        severity: "low",
        message: "lib@1.0.0 has a known vulnerability (GHSA-2)",
      }),
    ]);

    expect(text).toMatchInlineSnapshot(`
      "this folder  nothing locked
        HIGH lib@1.0.0
          lib@1.0.0 has 2 known vulnerabilities: GHSA-1 (high), GHSA-2 (low)
            known-vulnerability  package-lock.json:7
            → 1.0.1 mends it
              npm update lib

      "
    `);
  });

  test("renderScanReport() says once what repairs the same fault of several packages", () => {
    const fix = { message: "write the lockfile anew", version: undefined, command: "npm install" };
    const missing = ["a", "b"].map((name, index) =>
      finding({
        id: "lockfile-out-of-step",
        kind: "pin",
        name,
        version: undefined,
        file: "package.json",
        line: index + 3,
        path: [],
        message: `${name} is not in package-lock.json`,
        advisories: [],
        fix,
      }),
    );

    expect(render(missing)).toMatchInlineSnapshot(`
      "this folder  nothing locked
        HIGH lockfile-out-of-step  2 findings
          a is not in package-lock.json (package.json:3)
          b is not in package-lock.json (package.json:4)
            → write the lockfile anew
              npm install

      "
    `);
  });

  test("renderScanReport() cuts a long list of one rule, and tells malware one by one", () => {
    const fix = { message: "take it out", version: undefined, command: undefined };
    const many = Array.from({ length: 30 }, (_, index) =>
      finding({
        id: "deprecated-version",
        severity: "low",
        name: `p${index}`,
        fix,
        message: `p${index} is old`,
      }),
    );
    const bad = ["x", "y"].map((name) =>
      finding({ id: "malicious-version", severity: "malware", name, fix }),
    );

    const text = render([...bad, ...many]);

    expect(text).toContain("and 10 more (--json has all)");
    expect(text.match(/MALWARE/g)).toHaveLength(2);
  });
});

describe("renderScanReport() of what was not read", () => {
  test("renderScanReport() says once which file was not checked, and why", () => {
    const unread = {
      file: "yarn.lock",
      line: 7,
      code: "LOCKFILE_BAD_FORMAT",
      message:
        'Cannot read "yarn.lock" as it is not what its client writes: line 7: it is indented with a tab',
      hint: "Let its client write it anew. What cannot be read was not checked.",
    };
    const report: ScanReport = {
      target: "app",
      graphs: [],
      findings: [],
      suppressed: [],
      unread: [
        unread,
        { ...unread, file: "x", line: undefined, message: "Cannot read it: EACCES", hint: undefined },
      ],
      packages: 0,
      durationMs: 1,
    };

    expect(renderScanReport(report, frame, { isAlone: false, isShowingAccepted: false }))
      .toMatchInlineSnapshot(`
      "app  nothing read
        ? not checked: yarn.lock:7: it is not what its client writes: line 7: it is
          indented with a tab. Let its client write it anew.
        ? not checked: x: Cannot read it: EACCES.

      "
    `);
  });
});

describe("renderScanSummary()", () => {
  const summary = {
    projects: 1,
    packages: 3,
    counts: { malware: 0, critical: 0, high: 0, moderate: 0, low: 0, info: 0 },
    suppressed: 0,
    accepted: 0,
    unread: 0,
    graphs: 1,
    origin: { version: "0.0.0", at: 0, advisories: { builtAt: 0, records: 5 }, campaigns: 2 },
    copies: undefined,
    malware: undefined,
    repairable: 0,
    targets: [],
    durationMs: 10,
  } as const;

  test("renderScanSummary() names one next step: malware first, then advisories that lack, then repairs", () => {
    const blind = { ...summary.origin, advisories: undefined };
    const texts = [
      { ...summary, malware: "axios@1.14.1", origin: blind, repairable: 3 },
      { ...summary, origin: blind, repairable: 3 },
      { ...summary, repairable: 3, targets: ["app", "it's; here"] },
      summary,
    ].map((each) => /^Next: .*$/m.exec(renderScanSummary(each, frame))?.[0]);

    expect(texts).toEqual([
      "Next: npx --no lockkeeper exposure axios@1.14.1  (who had it, and where)",
      "Next: npx --no lockkeeper intel update  (fetches them; a scan itself asks nobody)",
      "Next: npx --no lockkeeper scan app --fix --dry-run  (shows the repairs of 3 findings)",
      undefined,
    ]);
  });

  test("renderScanSummary() never says that nothing was found without saying that no advisories were at hand", () => {
    const blind = { ...summary, origin: { ...summary.origin, advisories: undefined } };

    expect(renderScanSummary(blind, frame)).toContain("Nothing found without advisories; 3 packages");
    expect(renderScanSummary(summary, frame)).toContain("Nothing found; 3 packages");
  });
});
