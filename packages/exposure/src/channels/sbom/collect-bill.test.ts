import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { nightQuestion, summaryOf } from "../../../test/log-kit.ts";
import type { EvidenceItem } from "../../observation.ts";
import { collectBill } from "./collect-bill.ts";

function read(document: object | string): readonly EvidenceItem[] {
  const text = typeof document === "string" ? document : JSON.stringify(document, undefined, 2);
  const where = { kind: "bill", id: "app.cdx.json" } as const;
  const source = { where, ref: "app.cdx.json", bytes: Buffer.from(text), fileTime: undefined };
  return [...collectBill(nightQuestion, source)];
}

function billOf(versions: readonly string[], metadata: object = {}): object {
  const components = versions.map((version) => ({
    type: "library",
    name: "axios",
    version,
    purl: `pkg:npm/axios@${version}`,
    "bom-ref": `axios-${version}`,
  }));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    metadata: { timestamp: "2026-03-31T01:00:00Z", ...metadata },
    components,
  };
}

describe("collectBill", () => {
  test("a bill of the package itself, and one that describes many, are read like any other", () => {
    const itself = { component: { type: "library", name: "axios", version: "1.14.1", "bom-ref": "it" } };
    const described = {
      spdxVersion: "SPDX-2.3",
      SPDXID: "SPDXRef-DOCUMENT",
      name: "inventory",
      packages: ["axios@1.14.1", "react@19.1.0"].map((spec, index) => ({
        SPDXID: `SPDXRef-${String(index)}`,
        name: spec.slice(0, spec.indexOf("@")),
        versionInfo: spec.slice(spec.indexOf("@") + 1),
        externalRefs: [
          {
            referenceCategory: "PACKAGE-MANAGER",
            referenceType: "purl",
            referenceLocator: `pkg:npm/${spec}`,
          },
        ],
      })),
      documentDescribes: ["SPDXRef-0", "SPDXRef-1"],
    };

    const found = [read(billOf([], itself)), read(described)];

    for (const [item, ...others] of found) {
      expect(item).toMatchObject({ observation: { name: "axios", version: "1.14.1", kind: "locked" } });
      expect(others).toEqual([]);
    }
  });

  test("a bill of a build shows that the bytes are there, at its own time", () => {
    const [item] = read(billOf(["1.14.1"], { lifecycles: [{ phase: "build" }] }));

    expect(item).toMatchObject({
      observation: {
        kind: "present",
        version: "1.14.1",
        since: { at: Date.parse("2026-03-31T01:00:00Z"), basis: "stated" },
        ref: expect.stringMatching(/^app\.cdx\.json:\d+$/),
      },
    });
  });

  test("a bill of a source, or one that does not say, shows that it is locked", () => {
    expect(summaryOf(read(billOf(["1.14.1"])))).toEqual(["locked axios@1.14.1"]);
  });

  test("another version of the name is told as such, beside the one that was asked for", () => {
    expect(summaryOf(read(billOf(["1.14.0", "1.14.1"])))).toEqual([
      "clean axios@1.14.0",
      "locked axios@1.14.1",
    ]);
  });

  test("a bill without it is clean, and one that cannot be read is not", () => {
    expect(summaryOf(read(billOf([])))).toEqual(["clean"]);
    expect(summaryOf(read("{"))).toEqual(["unreadable SBOM_BAD_FORMAT"]);
    expect(summaryOf(read("<bom/>"))).toEqual(["unreadable SBOM_BAD_FORMAT"]);
  });

  test("a component without a version is unclear, never clean", () => {
    const document = {
      ...billOf([]),
      components: [{ type: "library", name: "axios", purl: "pkg:npm/axios" }],
    };

    expect(summaryOf(read(document))).toContain("unreadable EXPOSURE_UNCLEAR_COMPONENT");
    expect(summaryOf(read(document))).not.toContain("clean");
  });

  test("any JSON is read without an error", () => {
    fc.assert(
      fc.property(fc.object(), fc.boolean(), (members, isBill) => {
        const items = read(isBill ? { ...members, bomFormat: "CycloneDX", specVersion: "1.5" } : members);

        expect(items.length).toBeGreaterThan(0);
      }),
    );
  });
});
