import { LockkeeperError } from "@lockkeeper/core";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { edge, everything, graphOf, inputOf, locked } from "../test/graphs.ts";
import { looksLikeBill, parseBill, renderCycloneDx, renderSpdx, sbomLimits } from "./index.ts";

const encoder = new TextEncoder();

function parse(document: object | string): ReturnType<typeof parseBill> {
  return parseBill(encoder.encode(typeof document === "string" ? document : JSON.stringify(document)));
}

function codeOf(document: object | string, limits = sbomLimits): string {
  try {
    parseBill(encoder.encode(typeof document === "string" ? document : JSON.stringify(document)), limits);
  } catch (error) {
    if (error instanceof LockkeeperError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

/** What of a graph does not depend on the format it came from. */
function summarize({ packages, roots }: DependencyGraph): object {
  const nameOf = (to: number | undefined): string => {
    const target = to === undefined ? undefined : packages[to];
    return target === undefined ? "nothing" : `${target.name}@${target.version}`;
  };
  return {
    roots: roots.map(({ name, version, dependencies }) => ({
      name,
      version,
      dependencies: dependencies.map(({ to, group }) => `${group} ${nameOf(to)}`).toSorted(),
    })),
    packages: packages.map((each) => ({
      name: each.name,
      version: each.version,
      kind: each.kind,
      integrity: each.integrity,
      isDevelopment: each.isDevelopment,
      isOptional: each.isOptional,
      dependencies: each.dependencies.map(({ to }) => nameOf(to)).toSorted(),
    })),
  };
}

describe("parseBill() of CycloneDX", () => {
  test("parseBill() reads back what was written", () => {
    const { graph, gaps, format } = parse(renderCycloneDx(inputOf(everything)));

    expect({ format, source: graph.source, formatVersion: graph.formatVersion, gaps }).toEqual({
      format: "cyclonedx",
      source: "sbom",
      formatVersion: "1.6",
      gaps: [],
    });
    expect(summarize(graph)).toMatchInlineSnapshot(`
      {
        "packages": [
          {
            "dependencies": [
              "@scope/follow@1.2.3+build.1",
            ],
            "integrity": "sha512-BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
            "isDevelopment": false,
            "isOptional": false,
            "kind": "registry",
            "name": "axios",
            "version": "1.14.0",
          },
          {
            "dependencies": [],
            "integrity": "sha512-BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
            "isDevelopment": false,
            "isOptional": false,
            "kind": "registry",
            "name": "@scope/follow",
            "version": "1.2.3+build.1",
          },
          {
            "dependencies": [],
            "integrity": "sha512-BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
            "isDevelopment": true,
            "isOptional": false,
            "kind": "registry",
            "name": "tests",
            "version": "1.0.0",
          },
          {
            "dependencies": [],
            "integrity": "sha512-BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
            "isDevelopment": false,
            "isOptional": true,
            "kind": "registry",
            "name": "native",
            "version": "1.0.0",
          },
          {
            "dependencies": [],
            "integrity": "sha512-BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==",
            "isDevelopment": false,
            "isOptional": false,
            "kind": "registry",
            "name": "JSONStream",
            "version": "1.3.5",
          },
          {
            "dependencies": [],
            "integrity": undefined,
            "isDevelopment": false,
            "isOptional": false,
            "kind": "git",
            "name": "forked",
            "version": "",
          },
          {
            "dependencies": [],
            "integrity": undefined,
            "isDevelopment": false,
            "isOptional": false,
            "kind": "file",
            "name": "local",
            "version": "1.0.0",
          },
        ],
        "roots": [
          {
            "dependencies": [
              "development tests@1.0.0",
              "optional native@1.0.0",
              "production JSONStream@1.3.5",
              "production axios@1.14.0",
              "production forked@",
              "production local@1.0.0",
            ],
            "name": "shop",
            "version": "2.0.0",
          },
          {
            "dependencies": [
              "production axios@1.14.0",
            ],
            "name": "@shop/ui",
            "version": "1.0.0",
          },
        ],
      }
    `);
  });

  test("parseBill() keeps the letters, places, aliases and lines of packages", () => {
    const { graph } = parse(renderCycloneDx(inputOf(everything)));
    const stream = graph.packages.find(({ name }) => name === "JSONStream");

    expect(stream).toMatchObject({ place: "node_modules/stream", version: "1.3.5" });
    expect(stream?.line).toBeGreaterThan(20);
    expect(graph.roots[0]?.dependencies.map(({ name }) => name)).toContain("stream");
    expect(graph.packages.map(({ line }) => line)).toEqual(
      graph.packages.map(({ line }) => line).toSorted((left, right) => left - right),
    );
  });

  test("parseBill() counts what is of other ecosystems, has no package URL, or one that is none", () => {
    const { graph, gaps } = parse({
      bomFormat: "CycloneDX",
      specVersion: "1.4",
      components: [
        { type: "library", name: "requests", version: "2", purl: "pkg:pypi/requests@2" },
        { type: "library", name: "django", version: "5", purl: "pkg:pypi/django@5" },
        { type: "library", name: "log4j", version: "2", purl: "pkg:maven/a/log4j@2" },
        { type: "library", name: "mystery", version: "1" },
        { type: "library", name: "broken", version: "1", purl: "npm:broken@1" },
        { type: "library", name: "evil", version: "1", purl: "pkg:npm/..%2F..%2Fetc@1.0.0" },
        { type: "library", name: "ranged", purl: "pkg:npm/ranged@%5E1.0.0" },
        { type: "operating-system", name: "debian", version: "12" },
        { type: "file", name: "/etc/passwd" },
        { type: "library", name: "good", version: "1.0.0", purl: "pkg:npm/good@1.0.0" },
      ],
    });

    expect(graph.packages.map(({ name, version }) => `${name}@${version}`)).toEqual([
      "ranged@^1.0.0",
      "good@1.0.0",
    ]);
    expect(gaps).toEqual([
      { reason: "other-ecosystem", ecosystem: "pypi", count: 2, example: "pkg:pypi/requests@2" },
      { reason: "other-ecosystem", ecosystem: "maven", count: 1, example: "pkg:maven/a/log4j@2" },
      { reason: "no-purl", ecosystem: undefined, count: 1, example: "mystery" },
      { reason: "bad-purl", ecosystem: undefined, count: 2, example: "npm:broken@1" },
      { reason: "no-version", ecosystem: undefined, count: 1, example: "pkg:npm/ranged@%5E1.0.0" },
    ]);
  });

  test("parseBill() finds parts of components, and takes what leads to packages without being one for a root", () => {
    const { graph } = parse({
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      metadata: { component: { type: "container", name: "image", "bom-ref": "image" } },
      components: [
        { type: "application", name: "app/package-lock.json", "bom-ref": "lock" },
        {
          type: "library",
          "bom-ref": "a",
          purl: "pkg:npm/a@1.0.0",
          components: [{ type: "library", "bom-ref": "b", purl: "pkg:npm/%40s%2Fb@2.0.0" }],
        },
        { type: "library", "bom-ref": "c", purl: "pkg:npm/c@3.0.0" },
      ],
      dependencies: [
        { ref: "image", dependsOn: ["lock"] },
        { ref: "lock", dependsOn: ["a"] },
      ],
    });

    expect(
      graph.roots.map(({ folder, dependencies }) => [folder, dependencies.map(({ name }) => name)]),
    ).toEqual([
      [".", ["c"]],
      ["app/package-lock.json", ["a"]],
    ]);
    expect(graph.packages.map(({ name }) => name)).toEqual(["a", "c", "@s/b"]);
    expect(graph.packages[0]?.dependencies).toEqual([
      { name: "@s/b", range: "2.0.0", group: "production", to: 2 },
    ]);
  });
});

describe("parseBill() of SPDX", () => {
  test("parseBill() reads back what was written", () => {
    const { graph, gaps } = parse(renderSpdx(inputOf(everything)));

    expect(graph.formatVersion).toBe("2.3");
    expect(gaps).toMatchInlineSnapshot(`
      [
        {
          "count": 1,
          "ecosystem": undefined,
          "example": "local",
          "reason": "no-purl",
        },
      ]
    `);
    expect(
      graph.packages.map(({ name, isDevelopment, isOptional }) => [name, isDevelopment, isOptional]),
    ).toEqual([
      ["axios", false, false],
      ["@scope/follow", false, false],
      ["tests", true, false],
      ["native", false, true],
      ["JSONStream", false, false],
      ["forked", false, false],
    ]);
    expect(graph.roots.map(({ name }) => name)).toEqual(["shop", "@shop/ui"]);
    expect(graph.packages[0]?.integrity).toBe(everything.packages[0]?.integrity);
  });

  test("parseBill() reads SPDX 3.0 as its schema writes it", () => {
    const hash = { type: "Hash", algorithm: "sha256", hashValue: "ab".repeat(32) };
    const { graph, gaps } = parse({
      "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
      "@graph": [
        { type: "CreationInfo", specVersion: "3.0.1" },
        { type: "SpdxDocument", spdxId: "urn:doc", rootElement: ["urn:app"] },
        { type: "software_Package", spdxId: "urn:app", name: "app", software_packageVersion: "1" },
        {
          type: "software_Package",
          spdxId: "urn:a",
          name: "a",
          software_packageUrl: "pkg:npm/a@1.0.0",
          verifiedUsing: [hash],
        },
        {
          type: "software_Package",
          spdxId: "urn:b",
          name: "b",
          externalIdentifier: [
            {
              type: "ExternalIdentifier",
              externalIdentifierType: "packageUrl",
              identifier: "pkg:npm/b@2.0.0",
            },
          ],
        },
        { type: "Relationship", from: "urn:app", relationshipType: "dependsOn", to: ["urn:a"] },
        {
          type: "LifecycleScopedRelationship",
          from: "urn:app",
          relationshipType: "dependsOn",
          scope: "development",
          to: ["urn:b"],
        },
      ],
    });

    expect(gaps).toEqual([]);
    expect(graph.packages.map(({ name, isDevelopment }) => [name, isDevelopment])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    expect(graph.packages[0]?.integrity).toBe(
      `sha256-${Buffer.from("ab".repeat(32), "hex").toString("base64")}`,
    );
    expect(graph.roots[0]?.name).toBe("app");
  });
});

describe("parseBill() of what it cannot read", () => {
  test.each([
    ["", /^SBOM_BAD_FORMAT/],
    ["[]", /no JSON object/],
    ["<bom/>", /it is XML/],
    ["SPDXVersion: SPDX-2.3", /tags and values/],
    ['{"bomFormat":"CycloneDX","specVersion":"2.0"}', /^SBOM_UNKNOWN_VERSION.*CycloneDX 2\.0/],
    ['{"spdxVersion":"SPDX-2.1"}', /^SBOM_UNKNOWN_VERSION.*SPDX 2\.1/],
    ['{"@context":"https://spdx.org/rdf/4.0.0/spdx-context.jsonld"}', /^SBOM_UNKNOWN_VERSION.*SPDX 4\.0/],
    ['{"@context":"https://json.example/","@graph":[]}', /^SBOM_UNKNOWN_VERSION/],
    ['{"name":"x","dependencies":{}}', /neither bomFormat nor spdxVersion/],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}', /components is no list/],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":[1]}', /a component is no object/],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6","dependencies":[{}]}', /a dependency has no ref/],
    ['{"spdxVersion":"SPDX-2.3","packages":[],"relationships":[{}]}', /a relationship has no ends/],
  ])("parseBill() says of %j what is wrong", (document, expected) => {
    expect(codeOf(document)).toMatch(expected);
  });

  test("parseBill() stops at each of its bounds", () => {
    const bill = { bomFormat: "CycloneDX", specVersion: "1.6" };
    const deep = { ...bill, components: [{ components: [{ components: [{}] }] }] };
    const wide = { ...bill, components: [{}, {}, {}] };
    const dense = { ...bill, dependencies: [{ ref: "a", dependsOn: ["b", "c", "d"] }] };

    expect(codeOf(bill, { ...sbomLimits, maxBytes: 10 })).toMatch(/^SBOM_TOO_LARGE.*10 bytes/);
    expect(codeOf(deep, { ...sbomLimits, maxDepth: 1 })).toMatch(/^SBOM_TOO_LARGE.*1 levels/);
    expect(codeOf(wide, { ...sbomLimits, maxComponents: 2 })).toMatch(/^SBOM_TOO_LARGE.*2 components/);
    expect(codeOf(dense, { ...sbomLimits, maxEdges: 2 })).toMatch(/^SBOM_TOO_LARGE.*2 edges/);
    expect(codeOf("[".repeat(200_000))).toMatch(/^SBOM_BAD_FORMAT/);
  });

  test("parseBill() answers or refuses any document with a known name", () => {
    const head = fc.constantFrom<object>(
      { bomFormat: "CycloneDX", specVersion: "1.6" },
      { spdxVersion: "SPDX-2.3" },
      { "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld" },
    );
    const key = fc.constantFrom(
      "components",
      "packages",
      "relationships",
      "dependencies",
      "metadata",
      "@graph",
      "purl",
      "ref",
      "bom-ref",
      "dependsOn",
      "hashes",
      "alg",
      "content",
      "externalRefs",
      "properties",
      "__proto__",
      "type",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<unknown>("pkg:npm/a@1.0.0", "a", "software_Package", "library", null, 1, true),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(key, tie("any"), { maxKeys: 5 }),
      ),
    })).any;

    fc.assert(
      fc.property(head, fc.dictionary(key, value), (known, rest) => {
        expect(codeOf({ ...rest, ...known })).toMatch(/^none|^SBOM_/);
      }),
    );
  });

  test("parseBill() answers or refuses any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          parseBill(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(LockkeeperError);
        }
      }),
    );
  });
});

describe("looksLikeBill()", () => {
  test("looksLikeBill() tells bills from other JSON", () => {
    const told = [
      renderCycloneDx(inputOf(everything)),
      renderSpdx(inputOf(everything)),
      '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}',
      '{"name":"app","lockfileVersion":3}',
    ].map((text) => looksLikeBill(encoder.encode(text)));

    expect(told).toEqual([true, true, true, false]);
  });
});

describe("round trips", () => {
  const names = ["a", "b", "@s/c", "D", "e.f", "g-h"];
  const packages = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      version: fc.constantFrom("1.0.0", "2.0.0-rc.1", "3.0.0+x"),
      isDevelopment: fc.boolean(),
      needs: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 9, selector: ({ name, version }) => `${name}@${version}` },
  );

  function toGraph(
    list: readonly { readonly name: string; readonly version: string; readonly needs: readonly number[] }[],
  ): DependencyGraph {
    const nodes = list.map(({ name, version, needs }, index) =>
      locked({
        name,
        version,
        place: `node_modules/${name}/${version}`,
        dependencies: [...new Set(needs)]
          .filter((to) => to < list.length && to !== index)
          .map((to) => edge(list[to]?.name ?? "", to)),
      }),
    );
    return graphOf(
      list.map(({ name }, index) => edge(name, index)),
      nodes,
    );
  }

  test.each([
    ["CycloneDX", renderCycloneDx],
    ["SPDX", renderSpdx],
  ])("a graph written as %s and read again is the same", (_format, render) => {
    fc.assert(
      fc.property(packages, (list) => {
        const graph = toGraph(list);

        const { graph: again } = parse(render(inputOf(graph)));

        expect(summarize(again)).toEqual(summarize(graph));
      }),
      { numRuns: 60 },
    );
  });
});
