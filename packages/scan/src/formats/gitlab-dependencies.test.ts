import { parseDependencyGraph } from "@lockkeeper/lockfile";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { ScanFinding } from "../scan-finding.ts";
import type { ScanReport } from "../scan-report.ts";
import { renderGitLabDependencies } from "./gitlab-dependencies.ts";

const at = Date.parse("2026-03-31T01:02:03.456Z");
const origin = { version: "1.2.3", at, advisories: undefined, campaigns: 12 };

const text = { type: "string", minLength: 1 };
const time = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$" };
const tool = { required: ["id", "name", "version", "vendor"] };
const dependency = {
  required: ["package", "version"],
  properties: { package: { required: ["name"] }, version: { type: "string" }, direct: { type: "boolean" } },
};
/** What version 15.0.4 of the format demands of the members that are written. */
const demands = {
  required: ["version", "scan", "vulnerabilities", "dependency_files"],
  properties: {
    version: { const: "15.0.4" },
    scan: {
      required: ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
      properties: {
        analyzer: tool,
        scanner: tool,
        start_time: time,
        end_time: time,
        status: { enum: ["success", "failure"] },
        type: { const: "dependency_scanning" },
        messages: {
          items: {
            required: ["level", "value"],
            properties: { level: { enum: ["info", "warn", "fatal"] }, value: text },
          },
        },
      },
    },
    vulnerabilities: {
      items: {
        required: ["id", "identifiers", "location"],
        properties: {
          id: text,
          name: { type: "string", maxLength: 255 },
          severity: { enum: ["Info", "Unknown", "Low", "Medium", "High", "Critical"] },
          solution: { type: "string", maxLength: 7000 },
          identifiers: {
            minItems: 1,
            items: {
              required: ["type", "name", "value"],
              properties: { type: text, name: text, value: text },
            },
          },
          location: { required: ["file", "dependency"], properties: { file: text, dependency } },
        },
      },
    },
    dependency_files: {
      items: {
        required: ["path", "package_manager", "dependencies"],
        properties: { path: text, package_manager: text, dependencies: { items: dependency } },
      },
    },
  },
};
const fits = new Ajv({ strict: false }).compile(demands);

const malware: ScanFinding = {
  id: "malicious-version",
  kind: "malware",
  severity: "malware",
  name: "axios",
  version: "1.14.1",
  file: "package-lock.json",
  line: 3,
  path: ["shop", "client@1.0.0", "axios@1.14.1"],
  isDevelopment: false,
  message: "axios@1.14.1 is malware",
  advisories: ["GHSA-1234-5678-9abc", "CVE-2026-1", "MAL-2026-1"],
  fix: { message: "take 1.14.0", version: "1.14.0", command: "npm install axios@1.14.0" },
};

const graph = parseDependencyGraph(
  "npm",
  Buffer.from(
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "": { dependencies: { client: "1.0.0" } },
        "node_modules/client": { version: "1.0.0", dependencies: { axios: "*" } },
        "node_modules/axios": { version: "1.14.1" },
      },
    }),
  ),
);

function report(parts: Partial<ScanReport>): ScanReport {
  return {
    target: "shop",
    graphs: [{ file: "package-lock.json", graph }],
    findings: [malware, { ...malware, id: "tls-off", name: undefined, version: undefined, file: ".npmrc" }],
    suppressed: [],
    unread: [],
    packages: 2,
    durationMs: 1500,
    ...parts,
  };
}

describe("renderGitLabDependencies", () => {
  test("tells of packages what is found, and lists those of every file", () => {
    const document: unknown = JSON.parse(renderGitLabDependencies([report({})], origin));

    expect(fits(document)).toBe(true);
    expect(document).toMatchObject({
      scan: {
        status: "success",
        start_time: "2026-03-31T01:02:03",
        end_time: "2026-03-31T01:02:04",
        messages: [],
      },
      vulnerabilities: [
        {
          severity: "Critical",
          solution: "take 1.14.0: npm install axios@1.14.0",
          identifiers: [{ type: "ghsa" }, { type: "cve" }, { type: "osv" }, { value: "malicious-version" }],
          location: { file: "shop/package-lock.json", dependency: { direct: false } },
        },
      ],
      dependency_files: [
        {
          path: "shop/package-lock.json",
          package_manager: "npm",
          dependencies: [
            { package: { name: "client" }, direct: true },
            { package: { name: "axios" }, version: "1.14.1", direct: false },
          ],
        },
      ],
    });
  });

  test("is a failure with a message where something was not understood", () => {
    const unread = { file: "yarn.lock", line: 1, code: "X", message: "Cannot read it", hint: undefined };

    expect(JSON.parse(renderGitLabDependencies([report({ unread: [unread] })], origin))).toMatchObject({
      scan: { status: "failure", messages: [{ value: "Not checked: shop/yarn.lock: Cannot read it" }] },
    });
  });

  test("fits the format whatever packages are called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (foreign) => {
        const finding = {
          ...malware,
          name: foreign,
          version: foreign,
          message: foreign,
          advisories: [foreign],
        };
        const rendered = renderGitLabDependencies([report({ target: foreign, findings: [finding] })], origin);

        expect(fits(JSON.parse(rendered))).toBe(true);
      }),
    );
  });
});
