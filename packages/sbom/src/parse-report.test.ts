import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { SbomError } from "./errors.ts";
import { parseReport } from "./parse-report.ts";
import { renderOpenVex } from "./render-openvex.ts";

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const openVex = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  statements: [
    {
      vulnerability: { name: "CVE-2026-1", aliases: ["GHSA-1234-5678-9abc"] },
      products: [
        { "@id": "pkg:npm/%40team/lib@1.0.0" },
        {
          "@id": "pkg:oci/shop",
          subcomponents: [{ "@id": "pkg:npm/deep@2.0.0" }, { "@id": "pkg:pypi/x@1" }],
        },
      ],
      status: "not_affected",
      justification: "vulnerable_code_not_present",
      impact_statement: "it is compiled out",
    },
    {
      vulnerability: { name: "CVE-2026-2" },
      products: [{ identifiers: { purl: "pkg:npm/lib" } }],
      status: "odd",
    },
  ],
};

const cycloneDx = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  components: [
    { "bom-ref": "a", purl: "pkg:npm/a@1.0.0", components: [{ "bom-ref": "b", purl: "pkg:npm/b@2.0.0" }] },
  ],
  vulnerabilities: [
    {
      id: "CVE-2026-3",
      references: [{ id: "GHSA-aaaa-bbbb-cccc" }],
      ratings: [{ severity: "none" }, { severity: "medium" }],
      analysis: { state: "false_positive", detail: "never called" },
      affects: [
        { ref: "a" },
        { ref: "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/c@3.0.0" },
        { ref: "?" },
      ],
    },
    { id: "CVE-2026-4", affects: [{ ref: "b" }] },
  ],
};

const osv = {
  results: [
    {
      source: { path: "package-lock.json" },
      packages: [
        {
          package: { name: "lib", version: "1.0.0", ecosystem: "npm" },
          vulnerabilities: [
            { id: "GHSA-1", aliases: ["CVE-1"], summary: "bad", database_specific: { severity: "HIGH" } },
          ],
        },
        {
          package: { name: "lib", version: "1.0.0", ecosystem: "PyPI" },
          vulnerabilities: [{ id: "PYSEC-1" }],
        },
      ],
    },
  ],
};

const audit = {
  auditReportVersion: 2,
  vulnerabilities: {
    lib: {
      via: [
        {
          name: "lib",
          title: "Prototype pollution",
          url: "https://advisories.example/GHSA-1234-5678-9abc",
          severity: "critical",
          range: "<1.2.0",
        },
      ],
    },
    user: { via: ["lib"] },
  },
};

describe("parseReport", () => {
  test("reads OpenVEX: products, their parts, aliases and why", () => {
    expect(parseReport(bytesOf(openVex))).toEqual({
      format: "openvex",
      passedOver: 2,
      statements: ["@team/lib@1.0.0", "deep@2.0.0"].map((label) => ({
        kind: "not-affected",
        ids: ["CVE-2026-1", "GHSA-1234-5678-9abc"],
        name: label.slice(0, label.lastIndexOf("@")),
        versions: label.slice(label.lastIndexOf("@") + 1),
        severity: undefined,
        reason: "vulnerable_code_not_present: it is compiled out",
      })),
    });
  });

  test("reads CycloneDX: components wherever they stand, other bills' too, and what was analysed", () => {
    expect(parseReport(bytesOf(cycloneDx))).toMatchObject({
      format: "cyclonedx",
      passedOver: 1,
      statements: [
        { kind: "not-affected", name: "a", versions: "1.0.0", severity: "moderate", reason: "never called" },
        { kind: "not-affected", name: "c", versions: "3.0.0" },
        { kind: "affected", name: "b", ids: ["CVE-2026-4"] },
      ],
    });
  });

  test("reads osv-scanner's and npm's own findings", () => {
    expect(parseReport(bytesOf(osv))).toMatchObject({
      format: "osv-scanner",
      passedOver: 1,
      statements: [
        { ids: ["GHSA-1", "CVE-1"], name: "lib", versions: "1.0.0", severity: "high", reason: "bad" },
      ],
    });
    expect(parseReport(bytesOf(audit))).toMatchObject({
      format: "npm-audit",
      passedOver: 0,
      statements: [{ ids: ["GHSA-1234-5678-9abc"], versions: "<1.2.0", severity: "critical" }],
    });
  });

  test("reads the OpenVEX that is written here", () => {
    const text = renderOpenVex({
      graphs: [],
      name: "shop",
      toolVersion: "1.2.3",
      at: 0,
      author: "Lockkeeper",
      vulnerabilities: [
        {
          id: "GHSA-1",
          aliases: [],
          severity: "high",
          message: "bad",
          name: "lib",
          version: "1.0.0",
          recommendation: undefined,
          status: { kind: "affected" },
        },
      ],
    });

    expect(parseReport(Buffer.from(text ?? "")).statements).toMatchObject([
      { kind: "affected", ids: expect.arrayContaining(["GHSA-1"]) },
    ]);
  });

  test("refuses by its own error what is none of them", () => {
    for (const bytes of [Buffer.from("no json"), bytesOf([]), bytesOf({}), Buffer.from([0xff])])
      expect(() => parseReport(bytes)).toThrow(SbomError);
  });

  test("throws nothing else for any document", () => {
    const kinds = fc.constantFrom<object>(openVex, cycloneDx, osv, audit);
    fc.assert(
      fc.property(kinds, fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (base, more, odd) => {
        const keys = ["statements", "vulnerabilities", "results", "components"];
        for (const key of keys) {
          try {
            parseReport(bytesOf({ ...base, ...more, [key]: odd }));
          } catch (error) {
            expect(error).toBeInstanceOf(SbomError);
          }
        }
      }),
    );
  });
});
