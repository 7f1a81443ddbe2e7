import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";

import { limits, tryParseVersion } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { JsonScanner } from "./json-scanner.ts";
import { decodeText } from "./json-text.ts";
import { createRepeatedReadings, scanManifest } from "./manifest-scan.ts";
import type { ManifestScan, RepeatedReadings } from "./manifest-scan.ts";
import { TextCollector } from "./packument-texts.ts";
import type { MemberSpan, PackumentIndex } from "./packument.ts";
import { TimeColumnsBuilder, TimeTable } from "./time-table.ts";
import type { TimeColumns } from "./time-table.ts";
import { VersionColumnsBuilder, VersionTable } from "./version-table.ts";
import type { VersionColumns } from "./version-table.ts";

/** What has been read of a packument so far. */
interface Draft {
  readonly name: PackageName;
  readonly document: DocumentBytes;
  readonly texts: TextCollector;
  readonly repeated: RepeatedReadings;
  readonly members: MemberSpan[];
  readonly keys: Set<string>;
  readonly versions: VersionColumnsBuilder;
  readonly times: TimeColumnsBuilder;
  readonly refused: [string, string][];
  readonly distTags: [string, string][];
  hasForeignTags: boolean;
  givenName: string | undefined;
  id: string | undefined;
}

interface DocumentBytes {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
}

/** What a scan finds, as plain data that can be handed to another thread. */
export interface PackumentColumns {
  readonly sha256: string;
  readonly byteLength: number;
  readonly isAscii: boolean;
  readonly members: readonly MemberSpan[];
  readonly end: number;
  readonly versions: VersionColumns;
  readonly times: TimeColumns;
  readonly refused: readonly (readonly [version: string, reason: string])[];
  readonly distTags: readonly (readonly [tag: string, version: string])[];
  readonly hasForeignTags: boolean;
  /** The strings that the columns point at. */
  readonly texts: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a packument in one pass over its bytes: validates all of its JSON, and finds what policy needs and what
 * rendering cuts. A version whose manifest speaks of another package or version, or that is no SemVer version, is
 * listed in `refused`. Throws `REGISTRY_BAD_PACKUMENT`, `REGISTRY_PACKUMENT_TOO_LARGE`, `REGISTRY_PACKUMENT_TOO_DEEP`.
 */
export function scanPackument(bytes: Buffer, name: PackageName): PackumentIndex {
  return createPackumentIndex(name, scanColumns(bytes, name));
}

/** The same, short of building the index. */
export function scanColumns(bytes: Buffer, name: PackageName): PackumentColumns {
  if (bytes.length > limits.packumentMaxBytes) {
    throw tooLarge(name, `it has ${bytes.length} bytes, more than ${limits.packumentMaxBytes}`);
  }
  const scanner = new JsonScanner(bytes, name);
  if (!isUtf8(bytes)) throw scanner.fault("it is not UTF-8");
  const draft = createDraft(name, { bytes, isAscii: scanner.isAscii });
  scanner.skipSpace();
  scanner.openObject();
  while (scanner.nextMember()) scanMember(scanner, draft);
  const end = scanner.position - 1;
  scanner.expectEnd();
  const spoken = draft.givenName ?? draft.id ?? name;
  if (spoken !== name) throw scanner.fault(`it is that of "${spoken.slice(0, 80)}"`);
  const { members, versions, times, refused, distTags, hasForeignTags } = draft;
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    byteLength: bytes.length,
    isAscii: scanner.isAscii,
    members,
    end,
    versions: versions.finish(),
    times: times.finish(versions.keys),
    refused,
    distTags,
    hasForeignTags,
    texts: draft.texts.finish(bytes),
  };
}

/** Builds the index of a packument from what its scan found. */
export function createPackumentIndex(name: PackageName, columns: PackumentColumns): PackumentIndex {
  const { sha256, byteLength, isAscii, members, end, hasForeignTags } = columns;
  const { buffer, byteOffset, byteLength: length } = columns.texts;
  const texts = { bytes: Buffer.from(buffer, byteOffset, length), isAscii };
  const versions = new VersionTable(columns.versions, texts);
  const times = new TimeTable(columns.times, columns.versions.keys, texts);
  return {
    name,
    sha256,
    byteLength,
    versions,
    refused: new Map(columns.refused),
    distTags: new Map(columns.distTags),
    times,
    layout: { members, end, versions: versions.members, times: times.members, hasForeignTags },
  };
}

function createDraft(name: PackageName, document: DocumentBytes): Draft {
  const texts = new TextCollector();
  return {
    name,
    document,
    texts,
    repeated: createRepeatedReadings(),
    members: [],
    keys: new Set(),
    versions: new VersionColumnsBuilder(texts),
    times: new TimeColumnsBuilder(texts),
    refused: [],
    distTags: [],
    hasForeignTags: false,
    givenName: undefined,
    id: undefined,
  };
}

function tooLarge(name: PackageName, why: string): RegistryError {
  return new RegistryError("REGISTRY_PACKUMENT_TOO_LARGE", {
    message: `Cannot read the packument of "${name}" as ${why}`,
  });
}

function scanMember(scanner: JsonScanner, draft: Draft): void {
  const key = scanner.ownKey();
  const start = scanner.keyStart;
  if (draft.keys.has(key)) throw scanner.fault(`"${key.slice(0, 80)}" is given twice`);
  draft.keys.add(key);
  const valueStart = scanner.position;
  switch (key) {
    case "name":
      draft.givenName = takeName(scanner);
      break;
    case "_id":
      draft.id = takeName(scanner);
      break;
    case "versions":
      scanMembers(scanner, key, (version) => scanVersion(scanner, draft, version));
      break;
    case "time":
      scanMembers(scanner, key, (version) => scanTime(scanner, draft, version));
      break;
    case "dist-tags":
      scanMembers(scanner, key, (tag) => scanTag(scanner, draft, tag));
      break;
    default:
      scanner.skipValue();
  }
  draft.members.push({ key, start, value: { start: valueStart, end: scanner.position } });
}

function takeName(scanner: JsonScanner): string {
  const name = scanner.takeString();
  if (name === undefined) throw scanner.fault("its name is no text");
  return name;
}

/** Visits the members of an object that may be missing (`null`), but not be anything else nor hold a key twice. */
function scanMembers(scanner: JsonScanner, field: string, visit: (key: string) => void): void {
  if (scanner.isNull()) {
    scanner.skipValue();
    return;
  }
  if (!scanner.isObject()) throw scanner.fault(`"${field}" is no object`);
  const seen = new Set<string>();
  scanner.openObject();
  while (scanner.nextMember()) {
    const key = scanner.ownKey();
    if (seen.has(key)) throw scanner.fault(`"${key.slice(0, 80)}" is given twice in "${field}"`);
    seen.add(key);
    visit(key);
  }
}

function scanTag(scanner: JsonScanner, draft: Draft, tag: string): void {
  const version = scanner.takeString();
  if (version === undefined) draft.hasForeignTags = true;
  else draft.distTags.push([tag, version]);
}

function scanTime(scanner: JsonScanner, { times }: Draft, key: string): void {
  const { keyStart, position: start } = scanner;
  const textEnd = scanner.passString();
  times.add(key, keyStart, { start, end: scanner.position, textEnd });
}

function scanVersion(scanner: JsonScanner, draft: Draft, key: string): void {
  const { versions, refused, repeated, document } = draft;
  if (versions.keys.length >= limits.packumentMaxVersions) {
    throw tooLarge(draft.name, `it has more than ${limits.packumentMaxVersions} versions`);
  }
  const { keyStart, position: start } = scanner;
  const expected = { name: draft.name, version: key };
  const manifest = scanner.isObject() ? scanManifest(scanner, expected, repeated) : undefined;
  if (!manifest) scanner.skipValue();
  const reason = manifest ? whyRefused(manifest, document) : "its manifest is no object";
  if (reason !== undefined) refused.push([key, reason]);
  versions.add(key, keyStart, {
    start,
    end: scanner.position,
    manifest: reason === undefined ? manifest : undefined,
  });
}

function whyRefused(manifest: ManifestScan, { bytes, isAscii }: DocumentBytes): string | undefined {
  if (tryParseVersion(manifest.expected.version) === undefined) return "its key is no SemVer version";
  if (!manifest.isOfPackage) return "its manifest names another package";
  if (!manifest.isOfVersion) return "its manifest names another version";
  const { tarballStart: start, tarballEnd: end } = manifest;
  if (end === 0) return "it has no tarball";
  return /^https?:\/\/[^\s\\]+$/i.test(decodeText(bytes, { start, end, isAscii }))
    ? undefined
    : "its tarball is at no http or https URL";
}
