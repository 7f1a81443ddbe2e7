import { compareFiles } from "./drift-files.ts";
import type { Capability, Change, Drift } from "./drift.ts";
import type { DeclaredDependency, FileFacts, PackageFacts } from "./package-facts.ts";
import { comparePaths } from "./trim-sources.ts";
import { stepBetween } from "./version-step.ts";

const listedMaxCount = 2_000;

/** Says what differs in behaviour between two versions of one package, from the older to the newer. */
export function compareFacts(before: PackageFacts, after: PackageFacts): Drift {
  const from = before.manifest.version ?? "";
  const to = after.manifest.version ?? "";
  return {
    from,
    to,
    step: stepBetween(from, to),
    capabilities: compareCapabilities(before, after),
    hosts: compareSets(hostsOf(before), hostsOf(after)),
    installScripts: compareMaps(installScriptsOf(before), installScriptsOf(after), isSameText),
    scripts: compareMaps(scriptsOf(before), scriptsOf(after), isSameText),
    bins: compareMaps(binsOf(before), binsOf(after), isSameText),
    entries: compareMaps(entriesOf(before), entriesOf(after), isSameText),
    dependencies: compareMaps(dependenciesOf(before), dependenciesOf(after), isSameDependency),
    files: compareFiles(before, after),
    fileKinds: compareSets(kindsOf(before.files), kindsOf(after.files)),
    concealments: compareSets(concealmentsOf(before), concealmentsOf(after)).added,
    fileCount: { before: before.files.length, after: after.files.length },
    unpackedBytes: { before: before.unpackedBytes, after: after.unpackedBytes },
  };
}

function compareCapabilities(before: PackageFacts, after: PackageFacts): Drift["capabilities"] {
  const old = capabilitiesOf(before);
  const now = capabilitiesOf(after);
  const missingIn = (
    one: ReadonlyMap<string, Capability>,
    other: ReadonlyMap<string, Capability>,
  ): readonly Capability[] => [...one].filter(([key]) => !other.has(key)).map(([, capability]) => capability);
  return { added: missingIn(now, old), removed: missingIn(old, now) };
}

/** Kinds of effects with what triggers them, of sources and of commands. */
function capabilitiesOf({ sources, commands }: PackageFacts): ReadonlyMap<string, Capability> {
  const capabilities = new Map<string, Capability>();
  const add = (kind: string, trigger: Capability["trigger"]): void => {
    capabilities.set(`${kind} ${trigger}`, { kind, trigger });
  };
  for (const { trigger, facts } of commands) for (const { kind } of facts.effects) add(kind, trigger);
  for (const { triggers, facts } of sources) {
    for (const { kind } of facts.effects) {
      if (triggers.length === 0) add(kind, "none");
      for (const trigger of triggers) add(kind, trigger);
    }
  }
  return new Map([...capabilities].sort(([one], [other]) => comparePaths(one, other)));
}

/** Names of applications are written as hosts backwards: `com.example.browser`. */
const backwardName = /^(?:com|org|net|io|dev|app)\./i;

/** Hosts that code names or connects to; those of documentation and comments say nothing. */
function hostsOf({ indicators, sources, commands }: PackageFacts): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { kind, value, where } of indicators) {
    if (where !== "code") continue;
    const host =
      kind === "host" || kind === "address" ? value : kind === "url" ? hostOfUrl(value) : undefined;
    if (host !== undefined && !backwardName.test(host)) hosts.add(host.toLowerCase());
  }
  for (const { facts } of [...sources, ...commands]) {
    const urls = [
      ...facts.effects.flatMap(({ kind, argument }) => (kind === "network" ? [argument ?? ""] : [])),
      ...facts.texts.map(({ text }) => text),
    ];
    for (const url of urls) {
      const host = hostOfUrl(url);
      if (host !== undefined) hosts.add(host.toLowerCase());
    }
  }
  return hosts;
}

function hostOfUrl(text: string): string | undefined {
  return /^[a-z][a-z+.-]{1,20}:\/\/(?:[^/?#@\s]{0,200}@)?(\[[\da-f:]{2,45}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){1,10})(?::\d{1,5})?(?:[/?#]|$)/i.exec(
    text.trim(),
  )?.[1];
}

function installScriptsOf({ manifest, commands }: PackageFacts): ReadonlyMap<string, string> {
  const scripts = manifest.installScripts.map((name): readonly [string, string] => [
    name,
    ownValue(manifest.scripts, name) ?? "node-gyp rebuild",
  ]);
  const builds = commands
    .filter(({ from, trigger }) => trigger === "install" && !from.startsWith("scripts."))
    .map(({ from, command }, index): readonly [string, string] => [`${from} ${String(index + 1)}`, command]);
  return new Map([...scripts, ...builds]);
}

function ownValue(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function scriptsOf({ manifest }: PackageFacts): ReadonlyMap<string, string> {
  return new Map(Object.entries(manifest.scripts));
}

function binsOf({ manifest }: PackageFacts): ReadonlyMap<string, string> {
  return new Map(manifest.bins.map(({ command, path }) => [command, path]));
}

function entriesOf({ manifest }: PackageFacts): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const { field, path } of manifest.entries) {
    // A pattern stands for many files; the first says that it is there.
    if (!entries.has(field)) entries.set(field, path);
  }
  return entries;
}

function dependenciesOf({ manifest }: PackageFacts): ReadonlyMap<string, DeclaredDependency> {
  const dependencies = new Map<string, DeclaredDependency>();
  // Tools of its development do nothing where it is installed.
  for (const dependency of manifest.dependencies.filter((one) => one.kind !== "devDependencies")) {
    const { kind, name } = dependency;
    dependencies.set(dependencies.has(name) ? `${name} (${kind})` : name, dependency);
  }
  return dependencies;
}

function kindsOf(files: readonly FileFacts[]): ReadonlySet<string> {
  return new Set(files.map(({ kind }) => kind));
}

function concealmentsOf({ concealments, sources }: PackageFacts): ReadonlySet<string> {
  return new Set([
    ...concealments.map(({ kind }) => kind),
    ...sources
      .flatMap(({ facts }) => facts.disguises.map(({ kind }) => kind))
      .filter((kind) => kind !== "minified"),
  ]);
}

function compareSets(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  return {
    added: [...after]
      .filter((one) => !before.has(one))
      .sort(comparePaths)
      .slice(0, listedMaxCount),
    removed: [...before]
      .filter((one) => !after.has(one))
      .sort(comparePaths)
      .slice(0, listedMaxCount),
  };
}

function compareMaps<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  isSame: (one: Value, other: Value) => boolean,
): readonly Change<Value>[] {
  const changes: Change<Value>[] = [];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort(comparePaths)) {
    const old = before.get(key);
    const now = after.get(key);
    const isChanged = old === undefined || now === undefined || !isSame(old, now);
    if (isChanged && changes.length < listedMaxCount) changes.push({ key, before: old, after: now });
  }
  return changes;
}

function isSameText(one: string, other: string): boolean {
  return one === other;
}

function isSameDependency(one: DeclaredDependency, other: DeclaredDependency): boolean {
  return one.spec === other.spec && one.kind === other.kind;
}
