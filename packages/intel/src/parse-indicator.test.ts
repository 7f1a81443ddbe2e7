import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignIndicatorDocument } from "./campaign-indicator.ts";
import { parseIndicator } from "./parse-indicator.ts";

const told = { meaning: "made for tests", source: "a report" };

function refusalOf(document: CampaignIndicatorDocument): string | undefined {
  const outcome = parseIndicator(document);
  return outcome.kind === "refused" ? outcome.why : undefined;
}

describe("parseIndicator", () => {
  test("takes one of each kind", () => {
    const documents: readonly CampaignIndicatorDocument[] = [
      { ...told, kind: "file-path", value: String.raw`%PROGRAMDATA%\wt.exe`, platform: "win32" },
      { ...told, kind: "file-path", value: "~/Library/Caches/left", platform: "darwin" },
      { ...told, kind: "package-file", value: "lib/setup.js", package: "@scope/left" },
      {
        ...told,
        kind: "file-hash",
        value: "a".repeat(40),
        algorithm: "sha1",
        fileName: "setup.js",
        size: 4209,
      },
      { ...told, kind: "domain", value: "collector.invalid" },
      { ...told, kind: "domain", value: "*.collector.invalid" },
      { ...told, kind: "address", value: "192.0.2.1" },
      { ...told, kind: "address", value: "2001:db8::1" },
      { ...told, kind: "url", value: "http://collector.invalid:8000/x" },
      { ...told, kind: "url-path", value: "/x" },
      { ...told, kind: "port", value: "8000" },
      { ...told, kind: "process-name", value: "left-monitor" },
      { ...told, kind: "command-line", value: "node setup.js *" },
      { ...told, kind: "registry-key", value: String.raw`HKCU\Software\Left`, valueName: "Update" },
      { ...told, kind: "persistence", value: "left-monitor", mechanism: "service" },
      { ...told, kind: "repository-name", value: "harvest-*" },
      { ...told, kind: "repository-text", value: "A left has appeared" },
      { ...told, kind: "workflow-file", value: ".github/workflows/left.yml" },
      { ...told, kind: "project-file", value: ".claude/setup.mjs" },
      { ...told, kind: "account", value: "left", service: "npm" },
      { ...told, kind: "email", value: "left@mail.invalid" },
      { ...told, kind: "user-agent", value: "left/1.0 (x; y)" },
    ];

    const refused = documents.map(refusalOf).filter((why) => why !== undefined);

    expect(refused).toEqual([]);
  });

  test("refuses the sha1 with a digit lost in copying, and names what it counted", () => {
    const document: CampaignIndicatorDocument = {
      ...told,
      kind: "file-hash",
      algorithm: "sha1",
      value: "2553649f232204966871cea80a5d0d6adc700ca",
    };

    expect(refusalOf(document)).toContain("a sha1 has 40 hexadecimal digits, and this has 39");
  });

  test.each<CampaignIndicatorDocument>([
    { ...told, kind: "file-hash", value: "g".repeat(64), algorithm: "sha256" },
    { ...told, kind: "file-hash", value: "A".repeat(64), algorithm: "sha256" },
    { ...told, kind: "file-hash", value: "a".repeat(64) },
    { ...told, kind: "domain", value: "collector[.]invalid" },
    { ...told, kind: "domain", value: "Collector.invalid" },
    { ...told, kind: "domain", value: "http://collector.invalid" },
    { ...told, kind: "address", value: "192.0.2.256" },
    { ...told, kind: "url", value: "hxxp://collector.invalid" },
    { ...told, kind: "url", value: "http://user:secret@collector.invalid/" },
    { ...told, kind: "url", value: "file:///etc/passwd" },
    { ...told, kind: "port", value: "65536" },
    { ...told, kind: "file-path", value: "tmp/left" },
    { ...told, kind: "file-path", value: "/tmp/../etc/left" },
    { ...told, kind: "file-path", value: "/*" },
    { ...told, kind: "command-line", value: "**" },
    { ...told, kind: "process-name", value: "left\u001B[2J" },
    { ...told, kind: "registry-key", value: "Software\\Left" },
    { ...told, kind: "workflow-file", value: "workflows/left.yml" },
    { ...told, kind: "domain", value: "collector.invalid", size: 3 },
    { ...told, kind: "persistence", value: "left" },
    { ...told, kind: "account", value: "left" },
    { ...told, kind: "package-file", value: "setup.js", package: "no name" },
    { ...told, kind: "domain", value: "collector.invalid", meaning: "" },
    { ...told, kind: "domain", value: "collector.invalid", source: "https://reports.example/1" },
    { ...told, kind: "domain", value: "collector.invalid", validFrom: "soon" },
    { ...told, kind: "domain", value: "collector.invalid", validFrom: "2030-02", validUntil: "2030-01" },
  ])("refuses what is not exact: $kind $value", (document) => {
    expect(parseIndicator(document).kind).toBe("refused");
  });

  test("answers for any text as a value, and keeps what it takes as it stands", () => {
    const kinds = fc.constantFrom<CampaignIndicatorDocument["kind"]>(
      "file-path",
      "domain",
      "url",
      "repository-name",
    );

    fc.assert(
      fc.property(kinds, fc.string({ unit: "grapheme" }), (kind, value) => {
        const outcome = parseIndicator({ ...told, kind, value });

        if (outcome.kind === "indicator") expect(outcome.indicator.value).toBe(value);
        else expect(outcome.why).not.toBe("");
      }),
    );
  });
});
