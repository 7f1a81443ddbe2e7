import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axios, buildManifest, buildPackument, buildVersions, toBytes } from "../test/packument-builder.ts";
import { repairDistTags } from "./dist-tags.ts";
import { writePlan } from "./byte-writer.ts";
import { planPackument } from "./packument-render.ts";
import type { RenderOptions } from "./packument-render.ts";
import { scanPackument } from "./packument-scan.ts";
import type { PackumentDocument, PackumentIndex, PackumentVersion } from "./packument.ts";

type Json = Record<string, unknown>;

const installFields = new Set(
  "name version deprecated dependencies optionalDependencies devDependencies bundleDependencies bundledDependencies peerDependencies peerDependenciesMeta bin directories dist engines cpu os libc funding acceptDependencies _hasShrinkwrap".split(
    " ",
  ),
);

function asObject(value: unknown): Json {
  expect(value).toBeTypeOf("object");
  return value as Json;
}

function parse(bytes: Buffer): Json {
  return asObject(JSON.parse(bytes.toString()));
}

function read(bytes: Buffer): PackumentDocument {
  return { index: scanPackument(bytes, axios), bytes };
}

/** The bytes themselves when nothing changes. */
function renderPackument(document: PackumentDocument, options: RenderOptions): Buffer {
  const plan = planPackument(document, options);
  if (plan === undefined) return document.bytes;
  const target = Buffer.alloc(plan.length);
  writePlan(document.bytes, plan, target);
  return target;
}

function keepAll(index: PackumentIndex): RenderOptions {
  return {
    kept: new Set(index.versions.keys()),
    distTags: index.distTags,
    restrictions: undefined,
    tarballUrl: undefined,
    isAbbreviated: false,
  };
}

function urlOf({ version }: PackumentVersion): string {
  return `http://127.0.0.1:4880/axios/-/axios-${version}.tgz`;
}

/** What parsing, editing and serialising the document would give. */
function expectRendering({ index, bytes }: PackumentDocument, options: RenderOptions): Json {
  const document = parse(bytes);
  const versions = asObject(document["versions"] ?? {});
  const time = asObject(document["time"] ?? {});
  const kept = [...options.kept].filter((version) => index.versions.has(version));
  const restricted = options.restrictions?.versions ?? [];
  const dropped = Object.keys(versions).filter((version) => !kept.includes(version));
  for (const key of [...dropped, ...restricted]) {
    delete versions[key];
    delete time[key];
  }
  if (dropped.length > 0 && kept.length > 0) setModified(document, time, kept);
  for (const version of kept) {
    const found = index.versions.get(version);
    const dist = asObject(asObject(versions[version])["dist"]);
    if (options.tarballUrl && found) dist["tarball"] = options.tarballUrl(found);
  }
  document["dist-tags"] = Object.fromEntries(options.distTags);
  const named = restricted.map((version) => [version, { name: "axios", version }]);
  return options.restrictions
    ? {
        ...document,
        policyRestrictions: { versions: Object.fromEntries(named), message: options.restrictions.message },
      }
    : document;
}

function setModified(document: Json, time: Json, kept: readonly string[]): void {
  const times = kept.map((version) => String(time[version]));
  const latest = times.toSorted().at(-1);
  for (const place of [document, time]) {
    if (Object.hasOwn(place, "modified")) place["modified"] = latest;
  }
}

function abbreviate(full: Json, index: PackumentIndex): Json {
  const versions = Object.entries(asObject(full["versions"] ?? {})).map(([key, manifest]) => {
    const fields = Object.entries(asObject(manifest)).filter(([field]) => installFields.has(field));
    const hasScripts = (index.versions.get(key)?.installScripts.length ?? 0) > 0;
    return [key, { ...Object.fromEntries(fields), ...(hasScripts ? { hasInstallScript: true } : {}) }];
  });
  const time = asObject(full["time"] ?? {});
  const modified = time["modified"] ?? full["modified"];
  return {
    name: full["name"],
    "dist-tags": full["dist-tags"],
    ...(modified === undefined ? {} : { modified }),
    versions: Object.fromEntries(versions),
    ...(full["time"] === undefined ? {} : { time }),
    ...(full["policyRestrictions"] === undefined ? {} : { policyRestrictions: full["policyRestrictions"] }),
  };
}

const versionKey = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom("", "-rc.1", "+b"))
  .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);

const manifestFields = fc.record(
  {
    description: fc.string({ unit: "grapheme" }),
    deprecated: fc.constantFrom("old", false, true),
    scripts: fc.constant({ postinstall: "node x" }),
    dependencies: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
    bin: fc.jsonValue({ maxDepth: 1 }),
    readme: fc.json({ maxDepth: 2 }),
    hasInstallScript: fc.boolean(),
    _hasShrinkwrap: fc.boolean(),
    dist: fc.constantFrom({ integrity: "sha512-é" }, { signatures: [] }, {}),
  },
  { requiredKeys: [] },
);

const documents = fc
  .record({
    versions: fc.dictionary(versionKey, manifestFields, { maxKeys: 8 }),
    refused: fc.constantFrom(undefined, "nope", "1.9.9"),
    rest: fc.dictionary(
      fc.constantFrom("readme", "users", "modified", "_rev", "é"),
      fc.string({ unit: "grapheme" }),
    ),
    order: fc.boolean(),
    indent: fc.constantFrom(undefined, 1, "\t"),
  })
  .map(({ versions, refused, rest, order, indent }) => {
    const manifests: Json = Object.fromEntries(
      Object.entries(versions).map(([version, fields]) => [version, buildManifest("axios", version, fields)]),
    );
    if (refused !== undefined && !Object.hasOwn(manifests, refused)) {
      manifests[refused] = buildManifest("other", refused);
    }
    const keys = Object.keys(versions);
    const tags = { latest: keys[0] ?? "9.9.9", next: keys.at(-1) ?? "9.9.9", gone: "3.9.9" };
    const document = buildPackument({ versions: manifests, tags, rest });
    const ordered = order ? document : Object.fromEntries(Object.entries(document).toReversed());
    return Buffer.from(JSON.stringify(ordered, null, indent));
  });

describe("planPackument", () => {
  test("answers the very bytes when nothing changes", () => {
    const document = read(
      toBytes(buildPackument({ versions: buildVersions("axios", "1.0.0"), tags: { latest: "1.0.0" } })),
    );

    expect(renderPackument(document, keepAll(document.index))).toBe(document.bytes);
  });

  test("gives what parsing, editing and serialising would give", () => {
    fc.assert(
      fc.property(
        documents,
        fc.func(fc.boolean()),
        fc.boolean(),
        fc.boolean(),
        (bytes, keeps, rewrites, restricts) => {
          const document = read(bytes);
          const kept = new Set([...document.index.versions.keys()].filter((version) => keeps(version)));
          const held = [...document.index.versions.keys()].filter((version) => !kept.has(version));
          const options: RenderOptions = {
            kept,
            distTags: repairDistTags(document.index, kept),
            restrictions: restricts ? { versions: held, message: 'held "é"' } : undefined,
            tarballUrl: rewrites ? urlOf : undefined,
            isAbbreviated: false,
          };

          const full = parse(renderPackument(document, options));
          const short = parse(renderPackument(document, { ...options, isAbbreviated: true }));

          const expected = expectRendering(document, options);
          expect(full).toEqual(expected);
          expect(short).toEqual(abbreviate(expected, document.index));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("keeps an empty versions object and the times of the package when nothing is left", () => {
    const versions = buildVersions("axios", "1.0.0", "1.1.0");
    const document = read(toBytes(buildPackument({ versions, tags: { latest: "1.1.0" } })));

    const rendered = parse(
      renderPackument(document, {
        ...keepAll(document.index),
        kept: new Set(),
        distTags: new Map(),
        restrictions: { versions: ["1.0.0", "1.1.0"], message: "held" },
      }),
    );

    expect(rendered).toEqual({
      name: "axios",
      "dist-tags": {},
      versions: {},
      time: { created: "2026-01-01T00:00:00.000Z", modified: "2026-11-01T00:00:00.000Z" },
      policyRestrictions: {
        versions: {
          "1.0.0": { name: "axios", version: "1.0.0" },
          "1.1.0": { name: "axios", version: "1.1.0" },
        },
        message: "held",
      },
    });
  });

  test("sets modified to the latest time that is left, and leaves it when a time is missing", () => {
    const versions = buildVersions("axios", "1.0.0", "1.1.0", "1.2.0");
    const whole = read(toBytes(buildPackument({ versions })));
    const time = { modified: "2026-11-01T00:00:00.000Z", "1.0.0": "2026-01-01T00:00:00.000Z" };
    const partial = read(toBytes(buildPackument({ versions, time })));
    const kept = new Set(["1.0.0", "1.1.0"]);

    const modified = [whole, partial].map(
      (document) =>
        asObject(parse(renderPackument(document, { ...keepAll(document.index), kept }))["time"])["modified"],
    );

    expect(modified).toEqual(["2026-01-02T00:00:00.000Z", "2026-11-01T00:00:00.000Z"]);
  });

  test("drops the time of a restricted version that the registry has already removed", () => {
    const time = { "1.0.0": "2026-01-01T00:00:00Z", "1.14.1": "2026-03-31T00:21:00Z" };
    const document = read(toBytes(buildPackument({ versions: buildVersions("axios", "1.0.0"), time })));

    const rendered = parse(
      renderPackument(document, {
        ...keepAll(document.index),
        restrictions: { versions: ["1.14.1"], message: "removed" },
      }),
    );

    expect(rendered["time"]).toEqual({ "1.0.0": "2026-01-01T00:00:00Z" });
  });

  test("replaces restrictions that the upstream gave, and tags that are no text", () => {
    const versions = buildVersions("axios", "1.0.0");
    const rest = { policyRestrictions: { versions: {}, message: "theirs" } };
    const bytes = toBytes(buildPackument({ versions, tags: { latest: "1.0.0", odd: 5 }, rest }));
    const document = read(bytes);

    const rendered = parse(
      renderPackument(document, {
        ...keepAll(document.index),
        restrictions: { versions: [], message: "ours" },
      }),
    );

    expect(rendered["policyRestrictions"]).toEqual({ versions: {}, message: "ours" });
    expect(rendered["dist-tags"]).toEqual({ latest: "1.0.0" });
  });

  test("never serves a refused version, not even the key __proto__", () => {
    const good = JSON.stringify(buildManifest("axios", "1.0.0"));
    const bad = JSON.stringify(buildManifest("axios", "1.0.0"));
    const text = `{"name":"axios","versions":{"__proto__":${bad},"1.0.0":${good}},"time":{"__proto__":"2026-01-01","1.0.0":"2026-01-02"}}`;
    const document = read(toBytes(text));

    const rendered = renderPackument(document, keepAll(document.index)).toString();

    expect(rendered).not.toContain("__proto__");
    expect(JSON.parse(rendered)).toMatchObject({ versions: { "1.0.0": { version: "1.0.0" } } });
  });
});
