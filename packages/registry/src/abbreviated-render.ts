import { ByteWriter } from "./byte-writer.ts";
import type { Edit } from "./byte-writer.ts";
import { JsonScanner } from "./json-scanner.ts";
import type { PackumentIndex, PackumentVersion } from "./packument.ts";

/** What the install form is made of besides the packument; texts are JSON. */
export interface AbbreviatedOptions {
  readonly kept: ReadonlySet<string>;
  readonly tarballUrl: ((version: PackumentVersion) => string) | undefined;
  readonly timeEdits: readonly Edit[];
  readonly modified: string | undefined;
  readonly restrictions: string | undefined;
  readonly tags: string;
}

const fields: ReadonlySet<string> = new Set([
  "name",
  "version",
  "deprecated",
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "bundleDependencies",
  "bundledDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "bin",
  "directories",
  "dist",
  "engines",
  "cpu",
  "os",
  "libc",
  "funding",
  "acceptDependencies",
  "_hasShrinkwrap",
]);

/**
 * Renders the install form of a packument (`application/vnd.npm.install-v1+json`): of each kept manifest the fields
 * that an install needs, copied byte for byte. `time` stays in it, since clients with a cooldown read it.
 */
export function renderAbbreviated(index: PackumentIndex, options: AbbreviatedOptions): Buffer {
  const writer = new ByteWriter(index.bytes);
  writer.write(`{"name":${JSON.stringify(index.name)},"dist-tags":${options.tags}`);
  writeModified(writer, index, options);
  writer.write(',"versions":{');
  writeVersions(writer, index, options);
  writer.write("}");
  const time = index.layout.members.find((member) => member.key === "time");
  if (time) {
    writer.write(',"time":');
    writer.copyEdited(time.value, options.timeEdits);
  }
  if (options.restrictions !== undefined) writer.write(`,"policyRestrictions":${options.restrictions}`);
  writer.write("}");
  return writer.finish();
}

function writeModified(writer: ByteWriter, index: PackumentIndex, { modified }: AbbreviatedOptions): void {
  const inTime = index.layout.times.find((member) => member.key === "modified");
  const source = inTime ?? index.layout.members.find((member) => member.key === "modified");
  if (modified !== undefined) writer.write(`,"modified":${modified}`);
  else if (source) {
    writer.write(',"modified":');
    writer.copy(source.value.start, source.value.end);
  }
}

function writeVersions(writer: ByteWriter, index: PackumentIndex, options: AbbreviatedOptions): void {
  const scanner = new JsonScanner(index.bytes, index.name);
  let separator = "";
  for (const version of index.versions.values()) {
    if (!options.kept.has(version.version)) continue;
    writer.write(`${separator}${JSON.stringify(version.version)}:{`);
    scanner.moveTo(version.span.start);
    writeManifest(writer, scanner, { version, url: options.tarballUrl?.(version) });
    writer.write("}");
    separator = ",";
  }
}

function writeManifest(
  writer: ByteWriter,
  scanner: JsonScanner,
  { version, url }: { readonly version: PackumentVersion; readonly url: string | undefined },
): void {
  let separator = "";
  scanner.openObject();
  while (scanner.nextMember()) {
    const key = scanner.key();
    const start = scanner.keyStart;
    scanner.skipValue();
    if (!fields.has(key)) continue;
    writer.write(separator);
    separator = ",";
    const { tarball } = version;
    if (key !== "dist" || !tarball || url === undefined || url === tarball.url) {
      writer.copy(start, scanner.position);
      continue;
    }
    writer.copy(start, tarball.span.start);
    writer.write(JSON.stringify(url));
    writer.copy(tarball.span.end, scanner.position);
  }
  if (version.installScripts.length > 0) writer.write(`${separator}"hasInstallScript":true`);
}
