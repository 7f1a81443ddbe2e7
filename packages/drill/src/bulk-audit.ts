import type { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

import { limits } from "@lockkeeper/core";
import { satisfies, validRange } from "semver";

import type { JsonObject } from "./registry-model.ts";

/** An advisory as the bulk endpoint answers it. */
export interface BulkAdvisory {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly severity: "low" | "moderate" | "high" | "critical";
  readonly vulnerable_versions: string;
}

/**
 * Answers `POST /-/npm/v1/security/advisories/bulk` for a body `{"name": ["version", …]}`, plain or gzipped.
 * `undefined` when the body is neither.
 */
export function tryAnswerBulkAudit(
  body: Buffer,
  advisories: Readonly<Record<string, readonly BulkAdvisory[]>>,
): JsonObject | undefined {
  const asked = tryParseBody(body);
  if (asked === undefined) return undefined;
  const answers = Object.entries(asked).map(([name, versions]): [string, readonly BulkAdvisory[]] => {
    const known = Object.hasOwn(advisories, name) ? advisories[name] : undefined;
    return [name, (known ?? []).filter((advisory) => concerns(advisory, versions))];
  });
  return Object.fromEntries(answers.filter(([, matching]) => matching.length > 0));
}

function tryParseBody(body: Buffer): JsonObject | undefined {
  try {
    const isGzipped = body[0] === 0x1f && body[1] === 0x8b;
    const plain = isGzipped ? gunzipSync(body, { maxOutputLength: limits.requestBodyMaxBytes }) : body;
    const parsed: unknown = JSON.parse(plain.toString("utf8"));
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    // Whatever is wrong with the bytes, the answer is the same: a bad request.
    return undefined;
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function concerns(advisory: BulkAdvisory, versions: unknown): boolean {
  if (!Array.isArray(versions) || validRange(advisory.vulnerable_versions) === null) return false;
  return versions.some(
    (version) =>
      typeof version === "string" &&
      satisfies(version, advisory.vulnerable_versions, { includePrerelease: true }),
  );
}
