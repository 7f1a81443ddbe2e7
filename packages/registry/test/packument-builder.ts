import { parsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

/** A manifest that any registry could have sent. */
export function buildManifest(
  name: string,
  version: string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { dist, ...others } = fields;
  const distFields = typeof dist === "object" ? dist : {};
  return {
    name,
    version,
    ...others,
    dist: {
      shasum: "a".repeat(40),
      tarball: `https://registry.example/${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`,
      ...distFields,
    },
  };
}

/** What a packument is built of; times are a day apart unless given. */
export interface PackumentParts {
  readonly name?: string;
  readonly versions?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly time?: unknown;
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** A packument as an object. */
export function buildPackument({
  name = "axios",
  versions = {},
  tags = {},
  time,
  rest = {},
}: PackumentParts): Record<string, unknown> {
  const times = Object.fromEntries(
    Object.keys(versions).map((version, day) => [
      version,
      new Date(Date.UTC(2026, 0, day + 1)).toISOString(),
    ]),
  );
  const modified = "2026-11-01T00:00:00.000Z";
  return {
    name,
    "dist-tags": tags,
    versions,
    time: time ?? { created: "2026-01-01T00:00:00.000Z", modified, ...times },
    ...rest,
  };
}

/** Manifests of these versions, by version. */
export function buildVersions(name: string, ...versions: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(versions.map((version) => [version, buildManifest(name, version)]));
}

/** The bytes of a document. */
export function toBytes(document: unknown): Buffer {
  return Buffer.from(typeof document === "string" ? document : JSON.stringify(document));
}

/** The name most tests use. */
export const axios: PackageName = parsePackageName("axios");
