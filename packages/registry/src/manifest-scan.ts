import type { ExoticDependency } from "@lockkeeper/core";

import { isExoticSpec } from "./exotic-spec.ts";
import type { JsonScanner } from "./json-scanner.ts";
import type { Publisher, Span } from "./packument.ts";

/** What a version's manifest says, before it is known whether it says it of the right package. */
export interface ManifestScan {
  name: string | undefined;
  version: string | undefined;
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

type FieldReader = (scanner: JsonScanner, scan: ManifestScan) => void;

const manifestFields: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ["name", (scanner, scan) => void (scan.name = scanner.takeString())],
  ["version", (scanner, scan) => void (scan.version = scanner.takeString())],
  ["gitHead", (scanner, scan) => void (scan.gitHead = scanner.takeString())],
  ["deprecated", readDeprecated],
  ["hasInstallScript", readHasInstallScript],
  ["scripts", readScripts],
  ["dependencies", readDependencies],
  ["optionalDependencies", readDependencies],
  ["dist", (scanner, scan) => readFields(scanner, scan, distFields)],
  ["_npmUser", readPublisher],
]);

const distFields: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ["tarball", readTarball],
  ["integrity", (scanner, scan) => void (scan.integrity = scanner.takeString())],
  ["shasum", (scanner, scan) => void (scan.shasum = scanner.takeString())],
  ["attestations", (scanner, scan) => void (scan.hasAttestation = takeFilled(scanner))],
  ["signatures", (scanner, scan) => void (scan.hasSignature = takeFilled(scanner))],
]);

const lifecycleScripts: ReadonlySet<string> = new Set(["preinstall", "install", "postinstall"]);

/** One is enough for a decision; a person reads no more than these. */
const exoticDependenciesMax = 100;

/** Reads the manifest object at the cursor. Throws as the scanner does, and for a field that is given twice. */
export function scanManifest(scanner: JsonScanner): ManifestScan {
  const scan: ManifestScan = {
    name: undefined,
    version: undefined,
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
  readFields(scanner, scan, manifestFields);
  if (scan.hasInstallScript && scan.installScripts.length === 0) scan.installScripts.push("install");
  return scan;
}

/** A field given twice is read as one value by some clients and as the other by the rest: no such document passes. */
function readFields(
  scanner: JsonScanner,
  scan: ManifestScan,
  fields: ReadonlyMap<string, FieldReader>,
): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  const names: string[] = [];
  scanner.openObject();
  while (scanner.nextMember()) {
    const key = scanner.key();
    const read = fields.get(key);
    if (!read) {
      scanner.skipValue();
      continue;
    }
    if (names.includes(key)) throw scanner.fault(`one value: "${key}" is given twice`);
    names.push(key);
    read(scanner, scan);
  }
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

function readScripts(scanner: JsonScanner, scan: ManifestScan): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  scanner.openObject();
  while (scanner.nextMember()) {
    const key = scanner.key();
    if (!lifecycleScripts.has(key)) {
      scanner.skipValue();
      continue;
    }
    const name = scanner.ownKey();
    const command = scanner.takeString() ?? "";
    if (command.trim() !== "" && !scan.installScripts.includes(name)) scan.installScripts.push(name);
  }
}

function readDependencies(scanner: JsonScanner, scan: ManifestScan): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  scanner.openObject();
  while (scanner.nextMember()) {
    if (!scanner.isString()) {
      scanner.skipValue();
      continue;
    }
    const name = scanner.ownKey();
    const spec = scanner.takeString() ?? "";
    const isOneMore = scan.exoticDependencies.length < exoticDependenciesMax && isExoticSpec(spec);
    if (isOneMore && !isListed(scan, name, spec)) scan.exoticDependencies.push({ name, spec });
  }
}

/** npm lists optional dependencies among the others too. */
function isListed({ exoticDependencies }: ManifestScan, name: string, spec: string): boolean {
  return exoticDependencies.some((known) => known.name === name && known.spec === spec);
}

function readPublisher(scanner: JsonScanner, scan: ManifestScan): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  const texts = new Map<string, string>();
  let trustedPublisher: string | undefined;
  scanner.openObject();
  while (scanner.nextMember()) {
    const key = scanner.ownKey();
    if (key === "trustedPublisher") {
      trustedPublisher = readTrustedPublisher(scanner);
      continue;
    }
    const text = scanner.takeString();
    if (text !== undefined) texts.set(key, text);
  }
  scan.publisher = { name: texts.get("name") ?? "", email: texts.get("email"), trustedPublisher };
}

function readTrustedPublisher(scanner: JsonScanner): string | undefined {
  if (!scanner.isObject()) return scanner.takeString();
  let id: string | undefined;
  scanner.openObject();
  while (scanner.nextMember()) {
    const isId = scanner.key() === "id";
    const text = scanner.takeString();
    if (isId) id = text;
  }
  return id ?? "unnamed";
}

function takeFilled(scanner: JsonScanner): boolean {
  const isFilled = scanner.isFilled();
  scanner.skipValue();
  return isFilled;
}
