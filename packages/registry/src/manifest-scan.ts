import type { ExoticDependency } from "@lockkeeper/core";

import { isExoticSpec } from "./exotic-spec.ts";
import { createFieldTable, readFields } from "./field-table.ts";
import type { FieldTable } from "./field-table.ts";
import type { JsonScanner, ValidatedValue } from "./json-scanner.ts";
import type { Publisher } from "./packument.ts";

/** What a manifest should be of. */
export interface ExpectedManifest {
  readonly name: string;
  readonly version: string;
}

/** What a version's manifest says, before it is known whether it says it of the right package. */
export interface ManifestScan {
  readonly expected: ExpectedManifest;
  readonly repeated: RepeatedReadings;
  /** Whether the manifest names the package and version that it is listed under. */
  isOfPackage: boolean;
  isOfVersion: boolean;
  // Of texts, the offsets of the opening quote and after the closing one: see `TextSpan`. An end of 0 is no text.
  tarballStart: number;
  tarballEnd: number;
  integrityStart: number;
  integrityEnd: number;
  shasumStart: number;
  shasumEnd: number;
  gitHeadStart: number;
  gitHeadEnd: number;
  deprecated: string | undefined;
  installScripts: readonly string[];
  hasInstallScript: boolean;
  exoticDependencies: readonly ExoticDependency[];
  publisher: Publisher | undefined;
  hasAttestation: boolean;
  hasSignature: boolean;
}

/** What was read last of the objects that manifests of neighbouring versions repeat byte for byte. */
export interface RepeatedReadings {
  readonly scripts: RepeatedReading<readonly string[]>;
  readonly publisher: RepeatedReading<Publisher>;
}

interface RepeatedReading<Result> {
  at: ValidatedValue;
  result: Result | undefined;
}

/** Creates the memory for one document. */
export function createRepeatedReadings(): RepeatedReadings {
  const nowhere = { start: 0, end: 0, depth: 0 };
  return { scripts: { at: nowhere, result: undefined }, publisher: { at: nowhere, result: undefined } };
}

const manifestFields: FieldTable<ManifestScan> = createFieldTable<ManifestScan>({
  name: (scanner, scan) => void (scan.isOfPackage = scanner.takeIs(scan.expected.name)),
  version: (scanner, scan) => void (scan.isOfVersion = scanner.takeIs(scan.expected.version)),
  gitHead: readGitHead,
  deprecated: readDeprecated,
  hasInstallScript: readHasInstallScript,
  scripts: readScripts,
  dependencies: readDependencies,
  optionalDependencies: readDependencies,
  // npm installs these by itself too, wherever they come from.
  peerDependencies: readDependencies,
  dist: (scanner, scan) => readFields(scanner, distFields, scan),
  _npmUser: readPublisher,
});

const distFields: FieldTable<ManifestScan> = createFieldTable<ManifestScan>({
  tarball: readTarball,
  integrity: readIntegrity,
  shasum: readShasum,
  attestations: (scanner, scan) => void (scan.hasAttestation = takeFilled(scanner)),
  signatures: (scanner, scan) => void (scan.hasSignature = takeFilled(scanner)),
});

const scriptFields: FieldTable<string[]> = createFieldTable<string[]>({
  preinstall: (scanner, scripts) => readScript(scanner, scripts, "preinstall"),
  install: (scanner, scripts) => readScript(scanner, scripts, "install"),
  postinstall: (scanner, scripts) => readScript(scanner, scripts, "postinstall"),
});

interface PublisherScan {
  name?: string | undefined;
  email?: string | undefined;
  trustedPublisher?: string | undefined;
}

const publisherFields: FieldTable<PublisherScan> = createFieldTable<PublisherScan>({
  name: (scanner, publisher) => void (publisher.name = scanner.takeString()),
  email: (scanner, publisher) => void (publisher.email = scanner.takeString()),
  trustedPublisher: (scanner, publisher) => void (publisher.trustedPublisher = readTrustedPublisher(scanner)),
});

const trustedPublisherFields: FieldTable<{ id?: string | undefined }> = createFieldTable<{
  id?: string | undefined;
}>({
  id: (scanner, trusted) => void (trusted.id = scanner.takeString()),
});

/** One is enough for a decision; a person reads no more than these. */
const exoticDependenciesMax = 100;

/** Most versions have none of these, and share that. */
const noScripts: readonly string[] = [];
const noDependencies: readonly ExoticDependency[] = [];

/** Reads the manifest object at the cursor. Throws as the scanner does, and for a field that is given twice. */
export function scanManifest(
  scanner: JsonScanner,
  expected: ExpectedManifest,
  repeated: RepeatedReadings,
): ManifestScan {
  const scan: ManifestScan = {
    expected,
    repeated,
    isOfPackage: false,
    isOfVersion: false,
    tarballStart: 0,
    tarballEnd: 0,
    integrityStart: 0,
    integrityEnd: 0,
    shasumStart: 0,
    shasumEnd: 0,
    gitHeadStart: 0,
    gitHeadEnd: 0,
    deprecated: undefined,
    installScripts: noScripts,
    hasInstallScript: false,
    exoticDependencies: noDependencies,
    publisher: undefined,
    hasAttestation: false,
    hasSignature: false,
  };
  readFields(scanner, manifestFields, scan);
  if (scan.hasInstallScript && scan.installScripts.length === 0) scan.installScripts = ["install"];
  return scan;
}

function readTarball(scanner: JsonScanner, scan: ManifestScan): void {
  scan.tarballStart = scanner.position;
  scan.tarballEnd = scanner.passString();
}

function readIntegrity(scanner: JsonScanner, scan: ManifestScan): void {
  scan.integrityStart = scanner.position;
  scan.integrityEnd = scanner.passString();
}

function readShasum(scanner: JsonScanner, scan: ManifestScan): void {
  scan.shasumStart = scanner.position;
  scan.shasumEnd = scanner.passString();
}

function readGitHead(scanner: JsonScanner, scan: ManifestScan): void {
  scan.gitHeadStart = scanner.position;
  scan.gitHeadEnd = scanner.passString();
}

function readDeprecated(scanner: JsonScanner, scan: ManifestScan): void {
  if (scanner.isTrue()) scan.deprecated = "true";
  const text = scanner.takeString();
  if (text !== undefined && text !== "") scan.deprecated = text;
}

function readHasInstallScript(scanner: JsonScanner, scan: ManifestScan): void {
  scan.hasInstallScript = scanner.isTrue();
  scanner.skipValue();
}

function readScripts(scanner: JsonScanner, scan: ManifestScan): void {
  scan.installScripts =
    readRepeated(scanner, scan.repeated.scripts, () => {
      const scripts: string[] = [];
      readFields(scanner, scriptFields, scripts);
      return scripts.length === 0 ? noScripts : scripts;
    }) ?? noScripts;
}

function readScript(scanner: JsonScanner, scripts: string[], name: string): void {
  const command = scanner.takeString() ?? "";
  if (command.trim() !== "") scripts.push(name);
}

/** Reads an object, unless it is the one that was read last; any other value is passed over and reads as `undefined`. */
function readRepeated<Result>(
  scanner: JsonScanner,
  reading: RepeatedReading<Result>,
  read: () => Result,
): Result | undefined {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return undefined;
  }
  if (scanner.passRepeated(reading.at)) return reading.result;
  const start = scanner.position;
  reading.result = read();
  reading.at = scanner.validatedSince(start);
  return reading.result;
}

function readDependencies(scanner: JsonScanner, scan: ManifestScan): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  scanner.openObject();
  while (scanner.nextMember()) {
    const spec = scanner.takeString();
    if (spec === undefined || !isExoticSpec(spec)) continue;
    const name = scanner.ownKey();
    const isOneMore = scan.exoticDependencies.length < exoticDependenciesMax;
    if (isOneMore && !isListed(scan, name, spec)) {
      scan.exoticDependencies = [...scan.exoticDependencies, { name, spec }];
    }
  }
}

/** npm lists optional dependencies among the others too. */
function isListed({ exoticDependencies }: ManifestScan, name: string, spec: string): boolean {
  return exoticDependencies.some((known) => known.name === name && known.spec === spec);
}

function readPublisher(scanner: JsonScanner, scan: ManifestScan): void {
  scan.publisher = readRepeated(scanner, scan.repeated.publisher, () => {
    const publisher: PublisherScan = {};
    readFields(scanner, publisherFields, publisher);
    const { name = "", email, trustedPublisher } = publisher;
    return { name, email, trustedPublisher };
  });
}

function readTrustedPublisher(scanner: JsonScanner): string | undefined {
  if (!scanner.isObject()) return scanner.takeString();
  const trusted: { id?: string | undefined } = {};
  readFields(scanner, trustedPublisherFields, trusted);
  return trusted.id ?? "unnamed";
}

function takeFilled(scanner: JsonScanner): boolean {
  const isFilled = scanner.isFilled();
  scanner.skipValue();
  return isFilled;
}
