import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { edge, everything, graphOf, inputOf, locked } from "../test/graphs.ts";
import { cycloneDxCheck, openVexCheck, spdxCheck } from "../test/official-schemas.ts";
import type { BillVulnerability } from "./index.ts";
import { renderCycloneDx, renderOpenVex, renderSpdx } from "./index.ts";

const checkCycloneDx = cycloneDxCheck();
const checkSpdx = spdxCheck();
const checkOpenVex = openVexCheck();

const entry = { reason: "only used on the server", owner: "alice", expires: "2026-12-31" };

function vulnerability(facts: Partial<BillVulnerability> = {}): BillVulnerability {
  return {
    id: "GHSA-1234-5678-9abc",
    aliases: ["CVE-2026-12345"],
    severity: "high",
    message: "axios sends headers to strangers.",
    name: "axios",
    version: "1.14.0",
    recommendation: "Take 1.14.2.",
    status: { kind: "affected" },
    ...facts,
  };
}

const vulnerabilities = [
  vulnerability(),
  vulnerability({ id: "MAL-2026-1", severity: "critical", status: { kind: "accepted", entry } }),
  vulnerability({
    id: "CVE-2026-2",
    aliases: [],
    recommendation: undefined,
    status: { kind: "not-affected", justification: "vulnerable_code_not_in_execute_path", entry },
  }),
];

describe("renderCycloneDx()", () => {
  test("renderCycloneDx() fits the official schema with something of everything", () => {
    const text = renderCycloneDx(
      inputOf(everything, { vulnerabilities, licenseOf: () => "MIT", gaps: ["yarn.lock was not read"] }),
    );

    expect(checkCycloneDx(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      specVersion: "1.6",
      metadata: {
        timestamp: "2026-03-31T01:02:03.456Z",
        component: { type: "application", name: "shop", version: "2.0.0", purl: "pkg:npm/shop@2.0.0" },
      },
    });
  });

  test("renderCycloneDx() says of each component what the lockfile does", () => {
    const { components } = JSON.parse(renderCycloneDx(inputOf(everything))) as {
      readonly components: readonly object[];
    };

    expect(components).toMatchInlineSnapshot(`
      [
        {
          "bom-ref": "project:@shop/ui@1.0.0",
          "group": "@shop",
          "name": "ui",
          "properties": [
            {
              "name": "lockkeeper:place",
              "value": "packages/ui",
            },
            {
              "name": "lockkeeper:kind",
              "value": "project",
            },
          ],
          "type": "application",
          "version": "1.0.0",
        },
        {
          "bom-ref": "pkg:npm/axios@1.14.0",
          "externalReferences": [
            {
              "type": "distribution",
              "url": "https://registry.example/axios/-/x.tgz",
            },
          ],
          "hashes": [
            {
              "alg": "SHA-512",
              "content": "07070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707",
            },
          ],
          "name": "axios",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/axios",
            },
          ],
          "purl": "pkg:npm/axios@1.14.0",
          "scope": "required",
          "type": "library",
          "version": "1.14.0",
        },
        {
          "bom-ref": "pkg:npm/%40scope/follow@1.2.3+build.1",
          "externalReferences": [
            {
              "type": "distribution",
              "url": "https://registry.example/@scope/follow/-/x.tgz",
            },
          ],
          "group": "@scope",
          "hashes": [
            {
              "alg": "SHA-512",
              "content": "07070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707",
            },
          ],
          "name": "follow",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/@scope/follow",
            },
            {
              "name": "lockkeeper:patched",
              "value": "true",
            },
            {
              "name": "lockkeeper:deprecated",
              "value": "use another",
            },
          ],
          "purl": "pkg:npm/%40scope/follow@1.2.3+build.1",
          "scope": "required",
          "type": "library",
          "version": "1.2.3+build.1",
        },
        {
          "bom-ref": "pkg:npm/tests@1.0.0",
          "externalReferences": [
            {
              "type": "distribution",
              "url": "https://registry.example/tests/-/x.tgz",
            },
          ],
          "hashes": [
            {
              "alg": "SHA-512",
              "content": "07070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707",
            },
          ],
          "name": "tests",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/tests",
            },
            {
              "name": "cdx:npm:package:development",
              "value": "true",
            },
            {
              "name": "lockkeeper:installScript",
              "value": "true",
            },
          ],
          "purl": "pkg:npm/tests@1.0.0",
          "scope": "excluded",
          "type": "library",
          "version": "1.0.0",
        },
        {
          "bom-ref": "pkg:npm/native@1.0.0",
          "externalReferences": [
            {
              "type": "distribution",
              "url": "https://registry.example/native/-/x.tgz",
            },
          ],
          "hashes": [
            {
              "alg": "SHA-512",
              "content": "07070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707",
            },
          ],
          "name": "native",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/native",
            },
          ],
          "purl": "pkg:npm/native@1.0.0",
          "scope": "optional",
          "type": "library",
          "version": "1.0.0",
        },
        {
          "bom-ref": "pkg:npm/JSONStream@1.3.5",
          "externalReferences": [
            {
              "type": "distribution",
              "url": "https://registry.example/JSONStream/-/x.tgz",
            },
          ],
          "hashes": [
            {
              "alg": "SHA-512",
              "content": "07070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707",
            },
          ],
          "name": "JSONStream",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/stream",
            },
            {
              "name": "lockkeeper:alias",
              "value": "stream",
            },
          ],
          "purl": "pkg:npm/JSONStream@1.3.5",
          "scope": "required",
          "type": "library",
          "version": "1.3.5",
        },
        {
          "bom-ref": "pkg:npm/forked?vcs_url=git%2Bssh%3A%2F%2Fgit.example%2Fforked.git%230123456789abcdef0123456789abcdef01234567",
          "externalReferences": [
            {
              "type": "vcs",
              "url": "git+ssh://git.example/forked.git#0123456789abcdef0123456789abcdef01234567",
            },
          ],
          "name": "forked",
          "properties": [
            {
              "name": "cdx:npm:package:path",
              "value": "node_modules/forked",
            },
            {
              "name": "lockkeeper:kind",
              "value": "git",
            },
          ],
          "purl": "pkg:npm/forked?vcs_url=git%2Bssh%3A%2F%2Fgit.example%2Fforked.git%230123456789abcdef0123456789abcdef01234567",
          "scope": "required",
          "type": "library",
        },
        {
          "bom-ref": "file:local@1.0.0",
          "name": "local",
          "properties": [
            {
              "name": "lockkeeper:place",
              "value": "../local",
            },
            {
              "name": "lockkeeper:kind",
              "value": "file",
            },
          ],
          "scope": "required",
          "type": "library",
          "version": "1.0.0",
        },
      ]
    `);
  });

  test("renderCycloneDx() gives the same bytes for the same input, and another serial number for another", () => {
    const first = renderCycloneDx(inputOf(everything));
    const second = renderCycloneDx(inputOf(everything));
    const other = renderCycloneDx(inputOf(graphOf([], [])));

    expect(second).toBe(first);
    expect(/"serialNumber": "([^"]+)"/.exec(other)?.[1]).not.toBe(
      /"serialNumber": "([^"]+)"/.exec(first)?.[1],
    );
  });

  test("renderCycloneDx() keeps apart the same version with other bytes, and joins what several lockfiles share", () => {
    const tampered = graphOf(
      [edge("axios", 0)],
      [locked({ name: "axios", integrity: `sha1-${"A".repeat(27)}=` })],
    );
    const honest = graphOf([edge("axios", 0)], [locked({ name: "axios" })]);
    const input = inputOf(honest, {
      graphs: [
        { file: "a/package-lock.json", graph: honest },
        { file: "b/package-lock.json", graph: honest },
        { file: "c/package-lock.json", graph: tampered },
      ],
    });

    const text = renderCycloneDx(input);
    const refs = [...text.matchAll(/"bom-ref": "([^"]+)"/g)].map(([, ref]) => ref);

    expect(checkCycloneDx(text)).toEqual([]);
    expect(refs).toEqual([
      "project:folder",
      "project:shop@2.0.0",
      "pkg:npm/axios@1.0.0",
      "project:shop@2.0.0#2",
      "project:shop@2.0.0#3",
      "pkg:npm/axios@1.0.0#2",
    ]);
  });

  test("renderCycloneDx() tells no secret of an URL", () => {
    const resolved = "https://user:hunter2@registry.example/x/-/x.tgz?token=hunter2#hunter2";
    const graph = graphOf([edge("x", 0)], [locked({ name: "x", resolved })]);

    expect(renderCycloneDx(inputOf(graph))).not.toContain("hunter2");
    expect(renderSpdx(inputOf(graph))).not.toContain("hunter2");
  });

  test.each([
    ["MIT", { license: { id: "MIT" } }],
    ["(MIT OR Apache-2.0)", { expression: "(MIT OR Apache-2.0)" }],
    ["SEE LICENSE IN x", { license: { name: "SEE LICENSE IN x" } }],
    [`${"(".repeat(5000)}MIT`, { license: { name: "(".repeat(1000) } }],
  ])("renderCycloneDx() says the licence %s in the terms of the format", (license, expected) => {
    const graph = graphOf([edge("x", 0)], [locked({ name: "x" })]);

    const text = renderCycloneDx(inputOf(graph, { licenseOf: () => license }));

    expect(checkCycloneDx(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ components: [{ licenses: [expected] }] });
  });
});

describe("renderSpdx()", () => {
  test("renderSpdx() fits the official schema with something of everything", () => {
    const text = renderSpdx(
      inputOf(everything, { licenseOf: ({ name }) => (name === "axios" ? "MIT" : "mine") }),
    );

    expect(checkSpdx(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      spdxVersion: "SPDX-2.3",
      name: "shop@2.0.0",
      creationInfo: { created: "2026-03-31T01:02:03Z", creators: ["Tool: lockkeeper-1.2.3"] },
    });
  });

  test("renderSpdx() says who needs what, and as what", () => {
    const document = JSON.parse(renderSpdx(inputOf(everything))) as {
      readonly packages: readonly { readonly SPDXID: string; readonly name: string }[];
      readonly relationships: readonly Readonly<Record<string, string>>[];
    };
    const names = new Map(document.packages.map(({ SPDXID, name }) => [SPDXID, name]));

    const told = document.relationships.map(
      ({ spdxElementId = "", relationshipType = "", relatedSpdxElement = "" }) =>
        `${names.get(spdxElementId) ?? spdxElementId} ${relationshipType} ${names.get(relatedSpdxElement) ?? ""}`,
    );

    expect(told).toEqual([
      "SPDXRef-DOCUMENT DESCRIBES shop",
      "shop DEPENDS_ON @shop/ui",
      "shop DEPENDS_ON axios",
      "tests DEV_DEPENDENCY_OF shop",
      "native OPTIONAL_DEPENDENCY_OF shop",
      "shop DEPENDS_ON JSONStream",
      "shop DEPENDS_ON forked",
      "shop DEPENDS_ON local",
      "@shop/ui DEPENDS_ON axios",
      "axios DEPENDS_ON @scope/follow",
    ]);
  });
});

describe("renderOpenVex()", () => {
  test("renderOpenVex() fits the official schema, and claims no harmlessness that nobody stands for", () => {
    const text = renderOpenVex({ ...inputOf(everything, { vulnerabilities }), author: "Shop Ltd" }) ?? "";

    expect(checkOpenVex(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      author: "Shop Ltd",
      statements: [
        { status: "affected", action_statement: "Take 1.14.2." },
        {
          status: "affected",
          action_statement: "Accepted: only used on the server (alice, until 2026-12-31)",
        },
        {
          status: "not_affected",
          justification: "vulnerable_code_not_in_execute_path",
          products: [{ "@id": "pkg:npm/shop@2.0.0", subcomponents: [{ "@id": "pkg:npm/axios@1.14.0" }] }],
        },
      ],
    });
  });

  test("renderOpenVex() answers nothing where there is nothing to state", () => {
    expect(renderOpenVex({ ...inputOf(everything), author: "Shop Ltd" })).toBeUndefined();
  });
});

const attacks = [
  "<script>alert(1)</script>",
  "../../etc/passwd",
  "a\n\n# heading",
  "\u001b[2J\u202eesrever\u2066",
  "\ud800 lone",
  "__proto__",
  "constructor",
  "",
  "x".repeat(5000),
];

/** A graph in which every foreign text is the given one. */
function hostile(text: string): ReturnType<typeof inputOf> {
  const graph = graphOf(
    [edge(text, 0, { range: text })],
    [
      locked({ name: text, version: text, resolved: text, integrity: text, place: text, deprecated: text }),
      locked({ name: text, version: text, resolved: text, kind: "git", place: text }),
      locked({ name: text, version: text, resolved: `https://${text}/x`, kind: "tarball", place: text }),
    ],
    [{ folder: text, name: text, version: text, dependencies: [edge(text, 1), edge(text, 2)] }],
  );
  const said = { reason: text, owner: text, expires: text };
  return inputOf(graph, {
    name: text,
    gaps: [text],
    licenseOf: () => text,
    vulnerabilities: [
      vulnerability({
        id: text === "" ? "x" : text,
        aliases: [text, text],
        message: text,
        name: text,
        version: text,
      }),
      vulnerability({
        recommendation: text,
        name: text,
        version: text,
        status: { kind: "accepted", entry: said },
      }),
    ],
  });
}

describe("hostile texts", () => {
  function problemsOf(text: string): readonly string[] {
    const input = hostile(text);
    const documents = [
      renderCycloneDx(input),
      renderSpdx(input),
      renderOpenVex({ ...input, author: "x" }) ?? "",
    ];
    const dangerous = ["\u001b", "\u202e", "\u2066"];
    return [
      ...checkCycloneDx(documents[0] ?? ""),
      ...checkSpdx(documents[1] ?? ""),
      ...checkOpenVex(documents[2] ?? ""),
      ...dangerous.filter((each) => documents.some((document) => document.includes(each))),
    ];
  }

  test.each(attacks)("every format carries %j as a text, in a document that fits its schema", (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test("every format carries any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(problemsOf(text)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
