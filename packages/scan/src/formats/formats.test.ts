import { readFileSync } from "node:fs";

import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import * as fc from "fast-check";
import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";

import type { ScanFinding } from "../scan-finding.ts";
import type { ScanOrigin, ScanReport } from "../scan-report.ts";
import { renderGitHubAnnotations } from "./github.ts";
import { renderGitLabQuality } from "./gitlab.ts";
import { renderScanHtml } from "./html.ts";
import { renderJUnit } from "./junit.ts";
import { renderScanMarkdown } from "./markdown.ts";
import { renderScanSarif } from "./sarif.ts";

const at = Date.parse("2026-03-31T01:02:03Z");
const origin: ScanOrigin = {
  version: "1.2.3",
  at,
  advisories: { builtAt: at - 3_600_000, records: 230_000 },
  campaigns: 12,
};

function finding(facts: Partial<ScanFinding> = {}): ScanFinding {
  return {
    id: "malicious-version",
    kind: "malware",
    severity: "malware",
    name: "axios",
    version: "1.14.1",
    file: "package-lock.json",
    line: 812,
    path: ["shop", "client", "axios"],
    isDevelopment: false,
    message: "axios@1.14.1 is malicious.",
    advisories: ["MAL-2026-1", "GHSA-1234-5678-9abc"],
    fix: { message: "Take 1.14.0.", version: "1.14.0", command: "npm install axios@1.14.0" },
    ...facts,
  };
}

function report(facts: Partial<ScanReport> = {}): ScanReport {
  return {
    target: ".",
    graphs: [],
    findings: [],
    suppressed: [],
    unread: [],
    packages: 10,
    durationMs: 1234,
    ...facts,
  };
}

const page = finding({
  id: "script-without-integrity",
  kind: "sri",
  severity: "moderate",
  name: undefined,
  version: undefined,
  file: "public/index.html",
  line: 7,
  path: [],
  message: "A script from elsewhere has no integrity.",
  advisories: [],
  fix: undefined,
});
const unread = {
  file: "yarn.lock",
  line: 3,
  code: "LOCKFILE_BAD_FORMAT",
  message: "Cannot read the lockfile: line 3: it holds the marks of a merge conflict",
  hint: "What cannot be read was not checked.",
};
const ordinary = report({
  findings: [page, finding()],
  suppressed: [
    {
      finding: finding({ id: "known-vulnerability", kind: "vulnerability", severity: "high" }),
      cause: { kind: "ignored", reason: "not <reached>", owner: "alice", expires: "2026-12-31" },
    },
  ],
  unread: [unread],
});
const nothing = report({ target: "other" });

/** A report in which every foreign text is the given one. */
function hostile(text: string): ScanReport {
  const every = { name: text, version: text, file: text, path: [text, text, text], message: text };
  const fix = { message: text, version: text, command: text };
  const bad = finding({ ...every, advisories: [text], fix });
  const cause = { kind: "ignored", reason: text, owner: text, expires: text } as const;
  return report({
    target: text,
    findings: [bad, { ...page, file: text, message: text }],
    suppressed: [{ finding: bad, cause }],
    unread: [{ file: text, line: 1, code: "X", message: text, hint: text }],
  });
}

const attacks = [
  "<script>alert(1)</script>",
  "'\"><img src=x onerror=alert(1)>",
  "](javascript:alert(1)) ![x](https://host.invalid/x.png)",
  "`` ` ``` </details> | @everyone #1",
  "a\n\n# heading\n| x | y |",
  "a\n::set-output name=x::y",
  "a%0A::error::b",
  "\u001b[2J\u202eesrever\u2066",
  "--><!-- ]]>",
  "\ud800 lone \uffff",
  "",
];
const dangerous = ["\u001b", "\u202e", "\u2066"];

const schema = new URL("../../../../third-party/schemas/sarif-2.1.0-rtm.5.json", import.meta.url);

function sarifCheck(): (text: string) => readonly string[] {
  // The schema is of draft 4, whose words that it uses mean the same today, but for the name of its own.
  const {
    id: _id,
    $schema: _draft,
    ...rules
  } = JSON.parse(readFileSync(schema, "utf8")) as Record<string, unknown>; // A JSON schema is an object.
  // One of its patterns is none with the flag for all of Unicode.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  ajvFormats.default(ajv);
  const validate = ajv.compile(rules);
  return (text) =>
    validate(JSON.parse(text))
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

const checkSarif = sarifCheck();

describe("renderScanSarif()", () => {
  test("renderScanSarif() has a result for each finding, fits the official schema, and says what was not read", () => {
    const text = renderScanSarif([ordinary, nothing], origin);

    expect(checkSarif(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      runs: [
        {
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [{ descriptor: { id: "LOCKFILE_BAD_FORMAT" } }],
            },
          ],
          results: [
            { ruleId: "script-without-integrity", level: "warning" },
            {
              ruleId: "malicious-version",
              level: "error",
              message: { text: "axios@1.14.1 is malicious. Repair: Take 1.14.0." },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "package-lock.json" },
                    region: { startLine: 812 },
                  },
                },
              ],
              properties: { path: ["shop", "client", "axios"] },
            },
            {
              ruleId: "known-vulnerability",
              suppressions: [{ justification: "ignored by alice until 2026-12-31: not <reached>" }],
            },
          ],
        },
      ],
    });
  });

  test("renderScanSarif() gives a finding the same fingerprint when lines and ways move, and another in another file", () => {
    const prints = [
      finding(),
      finding({ line: 1, path: ["axios"], message: "other words" }),
      finding({ file: "b.json" }),
    ]
      .map((each) => renderScanSarif([report({ findings: [each] })], origin))
      .map((text) => /"lockkeeperScan\/v1": "([0-9a-f]{32})"/.exec(text)?.[1]);

    expect(prints[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  test("renderScanSarif() puts each project's files where they are", () => {
    const reports = [
      report({ target: "apps/shop", findings: [finding()] }),
      report({ target: "apps/old/yarn.lock", findings: [finding({ file: "yarn.lock" })] }),
    ];

    const uris = [...renderScanSarif(reports, origin).matchAll(/"uri": "([^"]+)"/g)].map(([, uri]) => uri);

    expect(uris).toEqual(["apps/shop/package-lock.json", "apps/old/yarn.lock"]);
  });
});

describe("renderGitHubAnnotations()", () => {
  test("renderGitHubAnnotations() lists what was not read, then the worst first", () => {
    expect(renderGitHubAnnotations([ordinary, nothing])).toMatchInlineSnapshot(`
      "::error file=yarn.lock,line=3,title=Not checked::Cannot read the lockfile: line 3: it holds the marks of a merge conflict. What cannot be read was not checked.
      ::error file=package-lock.json,line=812,title=malware%3A Malicious version (axios@1.14.1)::axios@1.14.1 is malicious. Repair: Take 1.14.0.
      ::warning file=public/index.html,line=7,title=moderate%3A script-without-integrity (public/index.html)::A script from elsewhere has no integrity.
      Lockkeeper: 1 malware, 1 moderate in 20 packages of 2 projects; 1 file could not be read and was not checked.
      "
    `);
  });

  test.each(attacks)("renderGitHubAnnotations() has no command of %j", (text) => {
    const lines = renderGitHubAnnotations([hostile(text)]).split("\n");

    expect(lines.filter((line) => line.startsWith("::"))).toHaveLength(3);
    expect(lines).toHaveLength(5);
    for (const line of lines.slice(0, 3)) {
      expect(line).toMatch(/^::(?:error|warning) file=[^:,]*,line=\d+,title=[^:,]*::/);
    }
  });
});

describe("renderGitLabQuality()", () => {
  test("renderGitLabQuality() has what GitLab reads of each finding and of what was not read", () => {
    expect(JSON.parse(renderGitLabQuality([ordinary]))).toMatchObject([
      {
        check_name: "not-checked",
        severity: "blocker",
        location: { path: "yarn.lock", lines: { begin: 3 } },
      },
      {
        check_name: "script-without-integrity",
        severity: "major",
        location: { path: "public/index.html", lines: { begin: 7 } },
      },
      {
        check_name: "malicious-version",
        severity: "blocker",
        description: "axios@1.14.1: axios@1.14.1 is malicious.",
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });
});

describe("renderScanMarkdown()", () => {
  test("renderScanMarkdown() says how many, then what was not read, then why", () => {
    expect(renderScanMarkdown([ordinary, nothing], origin)).toMatchInlineSnapshot(`
      "## Lockkeeper: 1 malware, 1 moderate in 20 packages of 2 projects; 1 file could not be read and was not checked

      **Not checked:** \`yarn.lock:3\`: Cannot read the lockfile: line 3: it holds the marks of a merge conflict

      ### MALWARE \`axios@1.14.1\`

      By \`shop › client › axios\`

      - \`axios@1.14.1\` is malicious.
        - malware, \`malicious-version\`, \`package-lock.json:812\`
        - \`MAL-2026-1\`, \`GHSA-1234-5678-9abc\`
        - Repair: Take 1.14.0.
        - \`npm install axios@1.14.0\`

      ### MODERATE \`public/index.html\`

      <details><summary>Details</summary>

      - A script from elsewhere has no integrity.
        - moderate, \`script-without-integrity\`, \`public/index.html:7\`

      </details>

      1 finding not counted (ignored, baseline or since).

      <sub>Lockkeeper 1.2.3, 230000 advisories, 1 h old</sub>
      "
    `);
  });

  test.each(attacks)("renderScanMarkdown() keeps %j in code", (text) => {
    const rendered = renderScanMarkdown([hostile(text)], origin);
    const outside = rendered.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");

    expect(outside.replace(/<\/?(?:details|summary|sub)>/g, "")).not.toMatch(/[<>@[\]\u202e]/);
  });

  test("renderScanMarkdown() stays within what a comment may have", () => {
    const findings = Array.from({ length: 2000 }, (_, index) =>
      finding({ name: `package-${String(index)}` }),
    );

    const rendered = renderScanMarkdown([report({ findings })], origin);

    expect(rendered.length).toBeLessThan(65_536);
    expect(rendered).toMatch(/And \d+ more, for which there is no room here/);
  });

  test("renderScanMarkdown() never says that all is well of what it did not read", () => {
    expect(renderScanMarkdown([report({ unread: [unread] })], origin)).toMatch(
      /nothing found in what could be read .*1 file could not be read/,
    );
  });
});

describe("renderJUnit()", () => {
  test("renderJUnit() has a failure for each finding, an error for what was not read, and else a case that passes", () => {
    expect(renderJUnit([ordinary, nothing])).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="Lockkeeper">
        <testsuite name="." tests="3" failures="2" errors="1" time="1.234">
          <testcase classname="not-checked" name="yarn.lock:3"><error type="LOCKFILE_BAD_FORMAT" message="Cannot read the lockfile: line 3: it holds the marks of a merge conflict"/></testcase>
          <testcase classname="malicious-version" name="axios@1.14.1"><failure type="malware" message="axios@1.14.1 is malicious.">package-lock.json:812
      Repair: Take 1.14.0.</failure></testcase>
          <testcase classname="script-without-integrity" name="public/index.html"><failure type="moderate" message="A script from elsewhere has no integrity.">public/index.html:7</failure></testcase>
        </testsuite>
        <testsuite name="other" tests="1" failures="0" errors="0" time="1.234">
          <testcase classname="lockkeeper" name="nothing found"/>
        </testsuite>
      </testsuites>
      "
    `);
  });
});

describe("renderScanHtml()", () => {
  test("renderScanHtml() says first what a leader asks, in a page that can load and run nothing", () => {
    const html = renderScanHtml([ordinary, nothing], origin);

    expect(html).toContain("1 malware, 1 moderate in 20 packages of 2 projects; 1 file could not be read");
    expect(html).toMatch(/content="default-src 'none'; style-src 'sha256-[\w+/]{43}='/);
    expect(html).not.toMatch(/<script|<img|<link|href=|src=|style=/);
    expect(html).toContain("ignored by alice until 2026-12-31: not &lt;reached&gt;");
  });
});

describe("hostile texts", () => {
  /** The elements of a page or document, without their texts. */
  function tagsOf(document: string): readonly string[] {
    return document.match(/<[^>]*>/g)?.map((tag) => tag.replaceAll(/"[^"]*"/g, '""')) ?? [];
  }
  const plain = hostile("x");
  const plainHtml = tagsOf(renderScanHtml([plain], origin));
  const plainXml = tagsOf(renderJUnit([plain]));

  test("no format has markup or control characters of a foreign text, and SARIF keeps fitting its schema", () => {
    const texts = fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: "binary", maxLength: 80 }));

    fc.assert(
      fc.property(texts, (text) => {
        const reports = [hostile(text)];
        const documents = [
          renderScanSarif(reports, origin),
          renderGitHubAnnotations(reports),
          renderGitLabQuality(reports),
          renderScanMarkdown(reports, origin),
          renderJUnit(reports),
          renderScanHtml(reports, origin),
        ];

        expect(dangerous.filter((each) => documents.some((document) => document.includes(each)))).toEqual([]);
        expect(checkSarif(documents[0] ?? "")).toEqual([]);
        expect(tagsOf(documents[4] ?? "")).toEqual(plainXml);
        expect(tagsOf(documents[5] ?? "")).toEqual(plainHtml);
      }),
      { numRuns: 60 },
    );
  });

  test("the page is read by a browser's parser as it was meant", () => {
    const body = renderScanHtml([hostile("</td></table><script>1</script>")], origin);

    expect(JSON.stringify(parseFragment(body).childNodes.map(({ nodeName }) => nodeName))).not.toContain(
      "script",
    );
  });
});
