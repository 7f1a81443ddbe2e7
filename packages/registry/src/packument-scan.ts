import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";

import { limits, tryParseVersion } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { JsonScanner } from "./json-scanner.ts";
import { decodeText } from "./json-text.ts";
import { createRepeatedReadings, scanManifest } from "./manifest-scan.ts";
import type { ManifestScan, RepeatedReadings } from "./manifest-scan.ts";
import type { MemberSpan, PackumentIndex, Span } from "./packument.ts";
import { TimeTable } from "./time-table.ts";
import { VersionTable } from "./version-table.ts";
import type { DocumentBytes } from "./version-table.ts";

/** What has been read of a packument so far. */
interface Draft {
  readonly name: PackageName;
  readonly members: MemberSpan[];
  readonly keys: Set<string>;
  readonly document: DocumentBytes;
  readonly repeated: RepeatedReadings;
  readonly versions: VersionTable;
  readonly refused: Map<string, string>;
  readonly distTags: Map<string, string>;
  readonly times: TimeTable;
  hasForeignTags: boolean;
  givenName: string | undefined;
  id: string | undefined;
}

/**
 * Reads a packument in one pass over its bytes: validates all of its JSON, and finds what policy needs and what
 * rendering cuts. A version whose manifest speaks of another package or version, or that is no SemVer version, is
 * listed in `refused`. Throws `REGISTRY_BAD_PACKUMENT`, `REGISTRY_PACKUMENT_TOO_LARGE`, `REGISTRY_PACKUMENT_TOO_DEEP`.
 */
export function scanPackument(bytes: Buffer, name: PackageName): PackumentIndex {
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
  const { members, versions, refused, distTags, times, hasForeignTags } = draft;
  let sha256: string | undefined;
  const layout = { members, end, versions: versions.members, times: times.members, hasForeignTags };
  return {
    name,
    bytes,
    // Hashing takes as long as a fifth of the scan, and not everyone asks.
    get sha256(): string {
      sha256 ??= createHash("sha256").update(bytes).digest("hex");
      return sha256;
    },
    versions,
    refused,
    distTags,
    times,
    layout,
  };
}

function createDraft(name: PackageName, document: DocumentBytes): Draft {
  return {
    name,
    members: [],
    keys: new Set(),
    document,
    repeated: createRepeatedReadings(),
    versions: new VersionTable(document),
    refused: new Map(),
    distTags: new Map(),
    times: new TimeTable(document),
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
  else draft.distTags.set(tag, version);
}

function scanTime(scanner: JsonScanner, { times }: Draft, key: string): void {
  const { keyStart, position: start } = scanner;
  const end = scanner.passString();
  if (end !== 0) times.add(key, start, end);
  times.members.add(key, keyStart, { start, end: scanner.position });
}

function scanVersion(scanner: JsonScanner, draft: Draft, key: string): void {
  const { versions, refused, repeated, document } = draft;
  if (versions.members.length >= limits.packumentMaxVersions) {
    throw tooLarge(draft.name, `it has more than ${limits.packumentMaxVersions} versions`);
  }
  const { keyStart, position: start } = scanner;
  const expected = { name: draft.name, version: key };
  const manifest = scanner.isObject() ? scanManifest(scanner, expected, repeated) : undefined;
  if (!manifest) scanner.skipValue();
  const span: Span = { start, end: scanner.position };
  versions.members.add(key, keyStart, span);
  const reason = manifest ? whyRefused(manifest, document) : "its manifest is no object";
  if (manifest && reason === undefined) versions.add(key, span, manifest);
  else refused.set(key, reason ?? "its manifest is no object");
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
