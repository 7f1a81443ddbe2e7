import { ByteWriter } from "./byte-writer.ts";
import type { BytePlan, Edit } from "./byte-writer.ts";
import { createFieldTable, readFields } from "./field-table.ts";
import type { FieldTable } from "./field-table.ts";
import { JsonScanner } from "./json-scanner.ts";
import type { PackumentDocument, PackumentIndex, PackumentVersion, Span } from "./packument.ts";

/** What the install form is made of besides the packument; texts are JSON. */
export interface AbbreviatedOptions {
  readonly kept: ReadonlySet<string>;
  readonly tarballUrl: ((version: PackumentVersion) => string) | undefined;
  readonly timeEdits: readonly Edit[];
  readonly modified: string | undefined;
  readonly restrictions: string | undefined;
  readonly tags: string;
}

/** Where the members of one manifest lie that are copied. */
interface CopyTarget {
  readonly writer: ByteWriter;
  readonly tarball: Span | undefined;
  readonly url: string | undefined;
  separator: string;
}

const fields = [
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
];
const fieldTable: FieldTable<CopyTarget> = createFieldTable<CopyTarget>(
  Object.fromEntries(fields.map((field) => [field, field === "dist" ? copyDist : copyMember])),
);

/**
 * How the install form of a packument (`application/vnd.npm.install-v1+json`) is rendered: of each kept manifest the fields
 * that an install needs, copied byte for byte. `time` stays in it, since clients with a cooldown read it.
 */
export function planAbbreviated(document: PackumentDocument, options: AbbreviatedOptions): BytePlan {
  const { index } = document;
  const writer = new ByteWriter();
  writer.write(`{"name":${JSON.stringify(index.name)},"dist-tags":${options.tags}`);
  writeModified(writer, index, options);
  writer.write(',"versions":{');
  writeVersions(writer, document, options);
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
  const { members, times } = index.layout;
  const inTime = times.keys.indexOf("modified");
  const source = inTime < 0 ? members.find(({ key }) => key === "modified")?.value : times.valueOf(inTime);
  if (modified !== undefined) writer.write(`,"modified":${modified}`);
  else if (source) {
    writer.write(',"modified":');
    writer.copy(source.start, source.end);
  }
}

function writeVersions(
  writer: ByteWriter,
  { index, bytes }: PackumentDocument,
  options: AbbreviatedOptions,
): void {
  const scanner = new JsonScanner(bytes, index.name);
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
  const target = { writer, tarball: version.tarball?.span, url, separator: "" };
  readFields(scanner, fieldTable, target);
  if (version.installScripts.length > 0) writer.write(`${target.separator}"hasInstallScript":true`);
}

function copyMember(scanner: JsonScanner, target: CopyTarget): void {
  const start = scanner.keyStart;
  scanner.skipMemberValue();
  target.writer.write(target.separator);
  target.writer.copy(start, scanner.position);
  target.separator = ",";
}

function copyDist(scanner: JsonScanner, target: CopyTarget): void {
  const { writer, tarball, url } = target;
  if (!tarball || url === undefined) {
    copyMember(scanner, target);
    return;
  }
  writer.write(target.separator);
  writer.copy(scanner.keyStart, tarball.start);
  writer.write(JSON.stringify(url));
  scanner.skipValue();
  writer.copy(tarball.end, scanner.position);
  target.separator = ",";
}
