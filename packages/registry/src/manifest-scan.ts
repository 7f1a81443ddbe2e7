import type { ExoticDependency } from "@lockkeeper/core";

import { isExoticSpec } from "./exotic-spec.ts";
import { createFieldTable, readFields } from "./field-table.ts";
import type { FieldTable } from "./field-table.ts";
import type { JsonScanner } from "./json-scanner.ts";
import type { Publisher, Span } from "./packument.ts";

/** What a manifest should be of. */
export interface ExpectedManifest {
  readonly name: string;
  readonly version: string;
}

/** What a version's manifest says, before it is known whether it says it of the right package. */
export interface ManifestScan {
  readonly expected: ExpectedManifest;
  /** Whether the manifest names the package and version that it is listed under. */
  isOfPackage: boolean;
  isOfVersion: boolean;
  tarball: { readonly url: string; readonly span: Span } | undefined;
  integrity: string | undefined;
  shasum: string | undefined;
  deprecated: string | undefined;
  readonly installScripts: string[];
  hasInstallScript: boolean;
  readonly exoticDependencies: ExoticDependency[];
  publisher: Publisher | undefined;
  hasAttestation: boolean;
  hasSignature: boolean;
  gitHead: string | undefined;
}

const manifestFields: FieldTable<ManifestScan> = createFieldTable<ManifestScan>({
  name: (scanner, scan) => void (scan.isOfPackage = scanner.takeIs(scan.expected.name)),
  version: (scanner, scan) => void (scan.isOfVersion = scanner.takeIs(scan.expected.version)),
  gitHead: (scanner, scan) => void (scan.gitHead = scanner.takeString()),
  deprecated: readDeprecated,
  hasInstallScript: readHasInstallScript,
  scripts: (scanner, scan) => readFields(scanner, scriptFields, scan),
  dependencies: readDependencies,
  optionalDependencies: readDependencies,
  // npm installs these by itself too, wherever they come from.
  peerDependencies: readDependencies,
  dist: (scanner, scan) => readFields(scanner, distFields, scan),
  _npmUser: readPublisher,
});

const distFields: FieldTable<ManifestScan> = createFieldTable<ManifestScan>({
  tarball: readTarball,
  integrity: (scanner, scan) => void (scan.integrity = scanner.takeString()),
  shasum: (scanner, scan) => void (scan.shasum = scanner.takeString()),
  attestations: (scanner, scan) => void (scan.hasAttestation = takeFilled(scanner)),
  signatures: (scanner, scan) => void (scan.hasSignature = takeFilled(scanner)),
});

const scriptFields: FieldTable<ManifestScan> = createFieldTable<ManifestScan>({
  preinstall: (scanner, scan) => readScript(scanner, scan, "preinstall"),
  install: (scanner, scan) => readScript(scanner, scan, "install"),
  postinstall: (scanner, scan) => readScript(scanner, scan, "postinstall"),
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

/** Reads the manifest object at the cursor. Throws as the scanner does, and for a field that is given twice. */
export function scanManifest(scanner: JsonScanner, expected: ExpectedManifest): ManifestScan {
  const scan: ManifestScan = {
    expected,
    isOfPackage: false,
    isOfVersion: false,
    tarball: undefined,
    integrity: undefined,
    shasum: undefined,
    deprecated: undefined,
    installScripts: [],
    hasInstallScript: false,
    exoticDependencies: [],
    publisher: undefined,
    hasAttestation: false,
    hasSignature: false,
    gitHead: undefined,
  };
  readFields(scanner, manifestFields, scan);
  if (scan.hasInstallScript && scan.installScripts.length === 0) scan.installScripts.push("install");
  return scan;
}

function readTarball(scanner: JsonScanner, scan: ManifestScan): void {
  const start = scanner.position;
  const url = scanner.takeString();
  if (url !== undefined) scan.tarball = { url, span: { start, end: scanner.position } };
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

function readScript(scanner: JsonScanner, scan: ManifestScan, name: string): void {
  const command = scanner.takeString() ?? "";
  if (command.trim() !== "") scan.installScripts.push(name);
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
    if (isOneMore && !isListed(scan, name, spec)) scan.exoticDependencies.push({ name, spec });
  }
}

/** npm lists optional dependencies among the others too. */
function isListed({ exoticDependencies }: ManifestScan, name: string, spec: string): boolean {
  return exoticDependencies.some((known) => known.name === name && known.spec === spec);
}

function readPublisher(scanner: JsonScanner, scan: ManifestScan): void {
  const isObject = scanner.isObject();
  const publisher: PublisherScan = {};
  readFields(scanner, publisherFields, publisher);
  if (!isObject) return;
  const { name = "", email, trustedPublisher } = publisher;
  scan.publisher = { name, email, trustedPublisher };
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
