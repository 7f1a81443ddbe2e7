import type { Archive, ArchiveEntry } from "@lockkeeper/archive";
import type { SourceFacts } from "@lockkeeper/code";

import { findConcealments } from "./concealment/find-concealments.ts";
import { codeKinds } from "./files/code-kinds.ts";
import { readFileFacts } from "./files/read-file-facts.ts";
import type { OwnFileFacts } from "./files/read-file-facts.ts";
import { findIndicators } from "./indicators/find-indicators.ts";
import { builtInPatterns, createIndicatorPatterns } from "./indicators/indicator-patterns.ts";
import { joinSources } from "./join-sources.ts";
import { findAutoruns } from "./autoruns/find-autoruns.ts";
import type { JsonValue } from "./manifest/json-value.ts";
import { memberOf, tryParseJson } from "./manifest/json-value.ts";
import { readManifest } from "./manifest/read-manifest.ts";
import { findDeclaredImports } from "./modules/declared-imports.ts";
import { joinFlows } from "./modules/join-flows.ts";
import { findMentionedPackages } from "./modules/mentioned-packages.ts";
import { createModuleResolver } from "./modules/module-resolver.ts";
import type { ModuleResolver } from "./modules/module-resolver.ts";
import type {
  CommandFacts,
  FileFacts,
  ManifestFacts,
  PackageFacts,
  SourceFile,
  Trigger,
} from "./package-facts.ts";
import { readCommands } from "./read-commands.ts";
import { SourceReader, sourceReaderLimits } from "./read-sources.ts";
import { comparePaths, trimSources } from "./trim-sources.ts";
import { findDeepImports, findRoots } from "./triggers/find-roots.ts";
import type { TriggerRoot } from "./triggers/find-roots.ts";
import { FileReach } from "./triggers/reach-files.ts";

/** What is known of a package besides its files. */
export interface ExtractOptions {
  /** Bytes of the tarball as it came. */
  readonly packedBytes?: number | undefined;
  /** Hosts, addresses and texts of known campaigns. */
  readonly knownIndicators?: readonly string[] | undefined;
  /** Whether the package comes from git, so that an install runs `prepare` too. */
  readonly isGitDependency?: boolean | undefined;
  /** Characters of one source; of a longer one the head and the tail are read. For a second look with less memory. */
  readonly sourceMaxCharacters?: number | undefined;
}

/** The files of a package, as `readArchive` has them. */
export type PackageFiles = Pick<Archive, "entries" | "anomalies" | "unpackedBytes" | "isPartial">;

/** The version of what reads packages: other facts of the same bytes need another number. */
export const extractorVersion = "11";

const fileMaxCount = 8_000;
const concealmentMaxCount = 300;
const indicatorMaxCount = 1_500;
const namedMaxCount = 2_000;
const gapMaxCount = 20;

/**
 * Says what the bytes of a package say: pure, deterministic, bounded to about 2 MB of JSON, of which the most telling is
 * kept. Never throws; what could not be read is in `gaps`.
 */
export function extractFacts(files: PackageFiles, options: ExtractOptions = {}): PackageFacts {
  const { entries } = files;
  const known = options.knownIndicators ?? [];
  const patterns = known.length === 0 ? builtInPatterns : createIndicatorPatterns(known);
  const own = entries.map((entry) => ({ entry, facts: readFileFacts(entry) }));
  const manifest = readManifest(entries);
  const autoruns = findAutoruns(entries);
  const world = createWorld(own, manifest, options.sourceMaxCharacters);
  const commands = readCommands({
    manifest,
    autoruns,
    gyp: world.textOf("binding.gyp"),
    isGitDependency: options.isGitDependency === true,
    reader: world.reader,
  });
  const reach = followTriggers(world, [
    ...rootsOfCommands(commands, world.textOf("binding.gyp") !== undefined),
    ...findRoots({ manifest, autoruns, paths: world.paths, resolveFile: world.resolver.resolveFile }),
  ]);
  world.reader.readRest();
  const read = readSources(world, reach);
  const flows = joinFlows({ facts: world.reader.facts, resolve: world.resolveFile });
  const trimmed = trimSources(read, flows);
  const listed = listFiles(own, reach);
  const imported = importsOf(world);
  return {
    schema: 1,
    extractor: extractorVersion,
    packedBytes: options.packedBytes,
    unpackedBytes: files.unpackedBytes,
    manifest,
    files: listed,
    sources: trimmed.sources,
    flows: trimmed.flows,
    commands,
    autoruns,
    anomalies: files.anomalies,
    concealments: own
      .flatMap(({ entry, facts }) => findConcealments(entry, facts))
      .slice(0, concealmentMaxCount),
    indicators: own
      .flatMap(({ entry, facts }) => findIndicators(entry, facts, patterns))
      .slice(0, indicatorMaxCount),
    importedPackages: [...imported.names].sort().slice(0, namedMaxCount),
    mentionedPackages: findMentionedPackages({
      manifest,
      json: world.json,
      files: own.map(({ entry, facts }) => ({ entry, kind: facts.kind })),
      commands: [...Object.values(manifest.scripts), ...commands.map(({ command }) => command)],
      imported: imported.names,
      patterns: imported.patterns,
    }).slice(0, namedMaxCount),
    gaps: gapsOf(files, world, reach, trimmed.leftOut),
    unread: unreadRunning(world.reader, reach),
  };
}

interface FileWithFacts {
  readonly entry: ArchiveEntry;
  readonly facts: OwnFileFacts;
}

/** The package as a place in which modules are found. */
interface World {
  readonly paths: readonly string[];
  readonly json: JsonValue | undefined;
  readonly manifest: ManifestFacts;
  readonly resolver: ModuleResolver;
  readonly reader: SourceReader;
  readonly declarations: readonly ArchiveEntry[];
  readonly textOf: (path: string) => string | undefined;
  readonly resolveFile: (from: string, specifier: string) => string | undefined;
}

function createWorld(
  own: readonly FileWithFacts[],
  manifest: ManifestFacts,
  maxSourceCharacters = sourceReaderLimits.maxSourceCharacters,
): World {
  const byPath = new Map(own.map(({ entry, facts }) => [entry.path, { entry, kind: facts.kind }]));
  const paths = [...byPath.keys()];
  const textOf = (path: string): string | undefined => {
    const entry = byPath.get(path)?.entry;
    return entry === undefined ? undefined : decode(entry);
  };
  const manifestText = textOf("package.json");
  const json = manifestText === undefined ? undefined : tryParseJson(manifestText);
  const resolver = createModuleResolver({ paths: new Set(paths), manifest, json, readText: textOf });
  return {
    paths,
    json,
    manifest,
    resolver,
    reader: new SourceReader(byPath, manifest, resolver, { ...sourceReaderLimits, maxSourceCharacters }),
    declarations: own.filter(({ facts }) => facts.kind === "declaration").map(({ entry }) => entry),
    textOf,
    resolveFile: (from, specifier) => {
      const target = resolver.resolve(from, specifier);
      return target.kind === "file" ? target.path : undefined;
    },
  };
}

function decode({ bytes }: ArchiveEntry): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function rootsOfCommands(commands: readonly CommandFacts[], hasGyp: boolean): readonly TriggerRoot[] {
  const roots = commands.flatMap(({ from, trigger, runs }) =>
    runs.map((path): TriggerRoot => ({ trigger, path, by: from })),
  );
  const isBuilt = commands.some(
    ({ trigger, command }) => trigger === "install" && /\bnode-gyp\b/.test(command),
  );
  return hasGyp && isBuilt
    ? [...roots, { trigger: "install", path: "binding.gyp", by: "scripts.install" }]
    : roots;
}

function followTriggers({ reader, json, paths }: World, roots: readonly TriggerRoot[]): FileReach {
  const reach = new FileReach((path) => reader.targetsOf(path));
  reach.add(roots);
  const hasExports = memberOf(json, "exports") !== undefined;
  const imported = reach.reachedBy("import");
  const isTaken = (path: string): boolean => reach.of(path).triggers.length > 0;
  reach.add(findDeepImports({ paths, hasExports, imported, isTaken }));
  return reach;
}

/** Every source with what it does, alone and together with the modules it loads. */
function readSources({ reader, textOf, resolveFile }: World, reach: FileReach): readonly SourceFile[] {
  const joined = joinSources({
    facts: reader.facts,
    roots: reach.roots(["install", "tool", "import", "bin"]),
    textOf,
    resolve: resolveFile,
  });
  return [...reader.facts].map(([path, facts]) => ({
    path,
    ...reach.of(path),
    facts: withoutCommands(path, joined.get(path) ?? facts),
  }));
}

/** The commands of the build description stand among the commands, and would count twice. */
function withoutCommands(path: string, facts: SourceFacts): SourceFacts {
  return path === "binding.gyp" ? { ...facts, effects: [] } : facts;
}

/** Files with what runs them; of too many, code and what runs first. */
function listFiles(own: readonly FileWithFacts[], reach: FileReach): readonly FileFacts[] {
  const all = own.map(({ facts }) => ({ ...facts, triggers: reach.of(facts.path).triggers }));
  if (all.length <= fileMaxCount) return all;
  const ranked = all
    .map((file, index) => ({
      file,
      index,
      rank: file.triggers.length > 0 ? 0 : codeKinds.has(file.kind) || file.kind === "native" ? 1 : 2,
    }))
    .sort((one, other) => one.rank - other.rank || one.index - other.index);
  return ranked
    .slice(0, fileMaxCount)
    .sort((one, other) => one.index - other.index)
    .map(({ file }) => file);
}

/** Packages that sources import, and specifiers that are only known in part. */
function importsOf({ reader, resolver, declarations }: World): {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly string[];
} {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const add = (from: string, specifier: string): void => {
    if (specifier.includes("${")) patterns.add(specifier);
    for (const target of resolver.resolveEach(from, specifier)) {
      if (target.kind === "package") names.add(target.name);
    }
  };
  for (const [path, { modules }] of reader.facts) {
    for (const { specifier, kind } of modules) {
      if (specifier !== undefined && kind !== "run") add(path, specifier);
    }
  }
  for (const entry of declarations) {
    for (const specifier of findDeclaredImports(decode(entry))) add(entry.path, specifier);
  }
  return { names, patterns: [...patterns].sort(comparePaths).slice(0, 200) };
}

function gapsOf(
  { isPartial }: PackageFiles,
  { reader, manifest, paths }: World,
  reach: FileReach,
  leftOut: number,
): readonly string[] {
  const gaps: string[] = [];
  if (isPartial) gaps.push("The archive was not read to its end, so files may be missing.");
  if (paths.includes("package.json") && manifest.problems.some((problem) => problem.includes("not JSON"))) {
    gaps.push("package.json could not be read.");
  }
  if (reader.unread.size > 0) {
    gaps.push(`There are more sources than are read: ${String(reader.unread.size)} were left out.`);
  }
  gaps.push(...unreadSources(reader, reach));
  if (leftOut > 0) gaps.push(`Of the sources that do something, ${String(leftOut)} are not listed.`);
  return gaps;
}

/** What the evaluation says when it ended before everything that runs at load was followed. */
const loadProblem = "nested too deeply to be followed at load";
const live: ReadonlySet<Trigger> = new Set(["install", "tool", "import", "bin"]);

/**
 * Code that runs and of which no syntax tree could be had, or only one of a small part. Head and tail of a long source, or a
 * mended text, are enough: its whole text is still searched.
 */
function unreadRunning(reader: SourceReader, reach: FileReach): readonly string[] {
  const skimmedProblem = `longer than ${String(sourceReaderLimits.skimmedCharacters)} characters`;
  const isLive = (path: string): boolean => reach.of(path).triggers.some((trigger) => live.has(trigger));
  const failed = [...reader.facts].flatMap(([path, { parsed, problem }]) =>
    (parsed === "failed" || problem === skimmedProblem || problem === loadProblem) && isLive(path)
      ? [`${path} runs and could not be read${problem === undefined ? "" : `: ${problem}`}.`]
      : [],
  );
  const leftOut = [...reader.unread]
    .filter(isLive)
    .map((path) => `${path} runs and was not read, for want of room.`);
  return [...failed, ...leftOut].slice(0, gapMaxCount);
}

/** Sources that run, of which something was not read. */
function unreadSources(reader: SourceReader, reach: FileReach): readonly string[] {
  const gaps: string[] = [];
  for (const [path, { parsed, problem }] of reader.facts) {
    const isUnread = parsed === "failed" || problem?.startsWith("longer than") === true;
    if (!isUnread || !reach.of(path).triggers.some((trigger) => trigger !== "development")) continue;
    gaps.push(`${path} runs and could not be read in full${problem === undefined ? "" : `: ${problem}`}.`);
  }
  return gaps.slice(0, gapMaxCount);
}
