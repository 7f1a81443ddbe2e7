import { readFile } from "node:fs/promises";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createSuppressions } from "@lockkeeper/policy";

import { blockedAxios, finding, inspection } from "../../test/fake-inspector.ts";
import { problemsBySchema } from "../../test/json-schema.ts";
import { reportInspection } from "../inspection/inspection-report.ts";
import type { InspectionReport } from "../inspection/inspection-report.ts";
import { renderHtml } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderSarif } from "./sarif.ts";

const now = Date.parse("2026-03-31T01:10:00Z");
const options = { minStrength: "supporting", isComplete: false, now, version: "1.2.3" } as const;
const suppressions = createSuppressions([
  {
    finding: "publisher-change",
    package: "axios@1.14.1",
    reason: "we <know> him",
    owner: "alice",
    expires: "2026-12-31",
  },
]);
const nothing = createSuppressions([]);

function reportOf(
  from: Parameters<typeof inspection>[0],
  origin?: InspectionReport["origin"],
): InspectionReport {
  return reportInspection(inspection(from), { suppressions: nothing, origin, now });
}

const axios = reportInspection(blockedAxios, {
  suppressions,
  origin: { file: "app/package-lock.json", line: 812 },
  now,
});
const unread = reportOf({
  spec: "no such",
  name: undefined,
  version: undefined,
  verdict: "unknown",
  error: { code: "INSPECT_NO_PACKAGE", message: "Cannot inspect it", hint: "Check the name." },
});
const leftPad = reportOf({ spec: "left-pad@1.3.0" });

/** A report in which every foreign text is the given one. */
function hostile(text: string): InspectionReport {
  return reportOf(
    {
      spec: text,
      name: text,
      version: text,
      integrity: text,
      verdict: "hold",
      reasons: [{ code: "summary", message: text }],
      findings: [
        finding({
          id: "new-host",
          message: text,
          location: { file: text, line: 1, column: 1 },
          excerpt: text,
          before: text,
          after: text,
          technique: text,
        }),
      ],
      facts: { gaps: [text], predecessor: { version: text } },
    },
    { file: text, line: 1 },
  );
}

const attacks = [
  "<script>alert(1)</script>",
  "'\"><img src=x onerror=alert(1)>",
  "](javascript:alert(1)) ![x](https://host.invalid/x.png)",
  "`` ` ``` </details> | @everyone #1",
  "a\n\n# heading\n| x | y |",
  "\u001b[2J\u202eesrever\u2066",
  "--><!-- ]]>",
  "\ud800 lone",
];

describe("renderSarif()", () => {
  test("renderSarif() has a result for each finding, in the lockfile where it came from one", () => {
    const sarif: unknown = JSON.parse(renderSarif([axios, unread, leftPad], options));

    expect(sarif).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "Lockkeeper", version: "1.2.3" } },
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                { level: "error", message: { text: "no such: Cannot inspect it" } },
              ],
            },
          ],
          results: [
            {
              ruleId: "dependency-unseen",
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "app/package-lock.json" },
                    region: { startLine: 812 },
                  },
                },
              ],
              relatedLocations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "package.json", uriBaseId: "axios@1.14.1" },
                    region: { startLine: 34, startColumn: 5 },
                  },
                },
              ],
            },
            {
              ruleId: "publisher-change",
              suppressions: [
                {
                  kind: "external",
                  status: "accepted",
                  justification: "we <know> him (alice, until 2026-12-31)",
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test("renderSarif() points each result to its rule, and fingerprints it the same way each time", () => {
    const [run] = (
      JSON.parse(renderSarif([axios], options)) as {
        readonly runs: readonly {
          readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
          readonly results: readonly {
            readonly ruleId: string;
            readonly ruleIndex: number;
            readonly partialFingerprints: Readonly<Record<string, string>>;
          }[];
        }[];
      }
    ).runs;
    const again = renderSarif([{ ...axios, durationMs: 99 }], { ...options, now: now + 1 });

    expect(run?.results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(
      run?.results.map(({ ruleId }) => ruleId),
    );
    expect(
      new Set(run?.results.map((result) => result.partialFingerprints["lockkeeperFinding/v1"])).size,
    ).toBe(2);
    expect(renderSarif([axios], options)).toBe(again);
  });

  test.each(attacks)(
    "renderSarif() carries %j as a text, in a document that fits the schema",
    async (text) => {
      const rendered = renderSarif([hostile(text)], options);
      const schema = new URL("../../../../third-party/schemas/sarif-2.1.0-rtm.5.json", import.meta.url);
      const rules: unknown = JSON.parse(await readFile(schema, "utf8"));

      expect(problemsBySchema(JSON.parse(rendered), rules)).toEqual([]);

      expect(() => JSON.parse(rendered) as unknown).not.toThrow();
      expect(["\u001b", "\u202e", "\u2066"].filter((each) => rendered.includes(each))).toEqual([]);
    },
  );
});

describe("renderMarkdown()", () => {
  test("renderMarkdown() says first how many, then why", () => {
    expect(renderMarkdown([leftPad, axios, unread], options)).toMatchInlineSnapshot(`
      "## Lockkeeper: 3 versions inspected: 1 blocked, 0 held, 1 undecided, 1 allowed

      ### BLOCK \`axios@1.14.1\`: do not install

      **A new dependency, \`plain-crypto-js@4.2.1\`, was published 22 minutes before this release, is imported by nothing in the package and runs a script at install (postinstall).**

      Do not install it; take \`axios@1.14.0\`, the release before it. Where it has run already, replace every secret that was within its reach.

      <details open><summary>Dependencies</summary>

      - A new dependency, \`plain-crypto-js@4.2.1\`, was published 22 minutes before this release, is imported by nothing in the package and runs a script at install (postinstall).
        - decisive, \`dependency-unseen\`, \`package.json:34:5\`
        - \`"plain-crypto-js": "^4.2.1"\`
        - before nothing, after \`^4.2.1\`

      </details>

      <details><summary>Publisher and provenance</summary>

      - The account jasonsaayman published under the address \`�[31mifstap@proton.invalid\`; it is new.
        - strong, \`publisher-change\`
        - before \`GitHub Actions <npm-oidc@host.example>\`, after \`jasonsaayman <ifstap@proton.invalid>\`
        - suppressed by alice until 2026-12-31: we \`<know>\` him

      </details>

      _Not looked at:_ the registry's signature (the registry serves no signatures)

      Published 2026-03-31 00:21 UTC. Compared with \`axios@1.14.0\` of 2026-03-27 21:40 UTC.

      From \`app/package-lock.json:812\`

      ### UNKNOWN \`no such\`: could not be decided

      **Cannot inspect it**

      Check the name.

      <sub>Lockkeeper 1.2.3, rules 0123456789abcdef, data ec1235ba58ee</sub>
      "
    `);
  });

  test.each(attacks)("renderMarkdown() keeps %j in code", (text) => {
    const rendered = renderMarkdown([hostile(text)], options);
    const outside = rendered.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");

    expect(outside.replace(/<\/?(?:details(?: open)?|summary|sub)>/g, "")).not.toMatch(/[<>@[\]\u202e]/);
    expect(outside.match(/^#/gm)).toHaveLength(2);
  });

  test("renderMarkdown() stays within what a comment may have", () => {
    const many = Array.from({ length: 400 }, () => hostile("x".repeat(900)));

    const rendered = renderMarkdown(many, options);

    expect(rendered.length).toBeLessThan(65_536);
    expect(rendered).toMatch(/And \d+ more, for which there is no room here/);
  });
});

describe("renderHtml()", () => {
  test("renderHtml() says first what a leader asks, in a page that can load and run nothing", () => {
    const page = renderHtml([leftPad, axios, unread], options);

    expect(page).toContain("3 versions inspected; 1 must not be installed, 1 could not be decided.");
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'"/,
    );
    expect(page).not.toMatch(/<script|<img|<link|href=|src=|style=/);
    expect(page.indexOf("BLOCK")).toBeLessThan(page.indexOf("UNKNOWN"));
    expect(page).toContain("suppressed by alice until 2026-12-31: we &lt;know&gt; him");
    expect(page).toContain("1 allowed version");
  });

  test("renderHtml() says in one sentence when nothing stands in the way", () => {
    expect(renderHtml([leftPad], options)).toContain("1 version inspected; nothing stands in the way.");
  });

  test("renderHtml() has no markup of a package's, whatever it is called", () => {
    const tags = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? [];
    const plain = tags(renderHtml([hostile("x")], options));

    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...attacks), fc.string()), (text) => {
        // An empty title or excerpt changes the tags as well.
        fc.pre(text.trim() !== "");

        expect(tags(renderHtml([hostile(text)], options))).toEqual(plain);
      }),
    );
  });
});
