import type { ArchiveEntry } from "@lockkeeper/archive";
import { analyzeScript, analyzeSource, codeLimits } from "@lockkeeper/code";
import type { Effect, ModuleReference, SourceFacts, SourceLanguage } from "@lockkeeper/code";

import type { ModuleResolver } from "./modules/module-resolver.ts";
import type { FileKind, ManifestFacts } from "./package-facts.ts";

/** A file with what it is. */
export interface KindOfEntry {
  readonly entry: ArchiveEntry;
  readonly kind: FileKind;
}

/** The bounds of reading the sources of one package. */
export interface SourceReaderLimits {
  /** Characters of all sources together. */
  readonly maxCharacters: number;
  /** Characters of sources that nothing runs. */
  readonly maxIdleCharacters: number;
  /** Characters of one source; of a longer one the head and the tail are read. */
  readonly maxSourceCharacters: number;
  /** Characters, of all sources and of those that nothing runs, behind which only the head and the tail of each are read. */
  readonly wholeCharacters: number;
  readonly wholeIdleCharacters: number;
  /** Characters of the head and the tail then. */
  readonly skimmedCharacters: number;
}

/**
 * The bounds unless a caller sets others: the largest packages known have 100 MB of sources, most of it twice, and a
 * megabyte takes up to a second, of the minute that there is.
 */
export const sourceReaderLimits: SourceReaderLimits = {
  maxCharacters: 48_000_000,
  maxIdleCharacters: 12_000_000,
  maxSourceCharacters: codeLimits.maxCharacters,
  wholeCharacters: 24_000_000,
  wholeIdleCharacters: 8_000_000,
  skimmedCharacters: 60_000,
};

const languages: ReadonlyMap<FileKind, SourceLanguage> = new Map([
  ["javascript", "javascript"],
  ["typescript", "typescript"],
  ["shell", "shell"],
  ["powershell", "powershell"],
  ["batch", "batch"],
  ["python", "python"],
  ["gyp", "gyp"],
]);
/** Kinds that are never code, whoever runs them. */
const neverCode: ReadonlySet<FileKind> = new Set([
  "json",
  "native",
  "wasm",
  "archive",
  "source-map",
  "declaration",
]);
const maxCommandsPerSource = 40;

/** Reads sources when they are first asked for, within the bounds of a package. */
export class SourceReader {
  readonly #files: ReadonlyMap<string, KindOfEntry>;
  readonly #manifest: ManifestFacts;
  readonly #resolver: ModuleResolver;
  readonly #limits: SourceReaderLimits;
  readonly #facts = new Map<string, SourceFacts>();
  readonly #targets = new Map<string, readonly string[]>();
  readonly #unread = new Set<string>();
  #characters = 0;
  #most: number;
  #whole: number;

  constructor(
    files: ReadonlyMap<string, KindOfEntry>,
    manifest: ManifestFacts,
    resolver: ModuleResolver,
    limits: SourceReaderLimits = sourceReaderLimits,
  ) {
    this.#files = files;
    this.#manifest = manifest;
    this.#resolver = resolver;
    this.#limits = limits;
    this.#most = limits.maxCharacters;
    this.#whole = limits.wholeCharacters;
  }

  /** What was read so far. */
  get facts(): ReadonlyMap<string, SourceFacts> {
    return this.#facts;
  }

  /** Sources that there was no room for. */
  get unread(): ReadonlySet<string> {
    return this.#unread;
  }

  /** Files that a source loads or runs; it is read for that, whatever it is called. */
  targetsOf(path: string): readonly string[] {
    const known = this.#targets.get(path);
    if (known !== undefined) return known;
    const facts = this.read(path, true);
    const targets = facts === undefined ? [] : [...new Set(this.#resolveAll(path, facts))];
    this.#targets.set(path, targets);
    return targets;
  }

  /** Reads all sources that nothing runs, as far as there is room. */
  readRest(): void {
    const { maxCharacters, maxIdleCharacters, wholeCharacters, wholeIdleCharacters } = this.#limits;
    this.#most = Math.min(maxCharacters, this.#characters + maxIdleCharacters);
    this.#whole = Math.min(wholeCharacters, this.#characters + wholeIdleCharacters);
    for (const [path, { kind }] of this.#files) {
      if (languages.has(kind)) this.read(path, false);
    }
  }

  /** What a source does; `undefined` for what is no source. */
  read(path: string, isRun: boolean): SourceFacts | undefined {
    const known = this.#facts.get(path);
    if (known !== undefined) return known;
    const file = this.#files.get(path);
    const language = file === undefined ? undefined : languageOf(file, isRun);
    if (file === undefined || language === undefined) return undefined;
    const most = this.#roomFor(file.entry.bytes.length);
    if (most === undefined) {
      this.#unread.add(path);
      return undefined;
    }
    this.#characters += Math.min(most, file.entry.bytes.length);
    const facts = this.#analyze({ path, text: textOf(file.entry), language }, most);
    this.#facts.set(path, facts);
    return facts;
  }

  /** How many characters of a source are read; `undefined` for none. */
  #roomFor(length: number): number | undefined {
    const { maxSourceCharacters, skimmedCharacters } = this.#limits;
    const whole = Math.min(length, maxSourceCharacters);
    if (this.#characters + whole <= this.#whole) return maxSourceCharacters;
    const skimmed = Math.min(length, skimmedCharacters);
    return this.#characters + skimmed <= this.#most ? skimmedCharacters : undefined;
  }

  #analyze(
    { path, text, language }: { path: string; text: string; language: SourceLanguage },
    maxCharacters: number,
  ): SourceFacts {
    if (language !== "javascript" && language !== "typescript") {
      return analyzeScript({ text, language, analyzeJavaScript });
    }
    const goal = goalOf(path, this.#manifest);
    const limits = { ...codeLimits, maxCharacters };
    return withCommands(analyzeSource({ path, text, language, goal }, limits));
  }

  #resolveAll(path: string, facts: SourceFacts): readonly string[] {
    return [
      ...facts.modules.flatMap((reference) => this.resolveReference(path, reference)),
      ...this.#dataThatRuns(path, facts),
    ];
  }

  /** The files of the package that a reference leads to: one, but for what the manifest decides by conditions. */
  resolveReference(
    path: string,
    { specifier, kind }: Pick<ModuleReference, "specifier" | "kind">,
  ): readonly string[] {
    if (specifier === undefined || specifier === "") return [];
    if (kind === "run" || kind === "fork" || kind === "worker" || kind === "resolve") {
      const file = this.#resolver.resolveRun(path, specifier);
      if (file !== undefined) return [file];
    }
    const targets = this.#resolver.resolveEach(path, specifier);
    return targets.flatMap((target) => (target.kind === "file" ? [target.path] : []));
  }

  /** A file that a source reads is code of its own when the source runs what it reads from files. */
  #dataThatRuns(path: string, { effects }: SourceFacts): readonly string[] {
    const runs = effects.some(
      ({ kind, sources }) => (kind === "run-code" || kind === "process") && sources.includes("file"),
    );
    if (!runs) return [];
    return effects.flatMap(({ kind, argument }) => {
      const file =
        kind === "read-file" && argument !== undefined
          ? this.#resolver.resolveRun(path, argument)
          : undefined;
      return file === undefined ? [] : [file];
    });
  }
}

/** Reads JavaScript that stands in a command. */
export function analyzeJavaScript(text: string): SourceFacts {
  return analyzeSource({ path: "[eval].js", text, language: "javascript" });
}

function languageOf({ kind, entry }: KindOfEntry, isRun: boolean): SourceLanguage | undefined {
  const known = languages.get(kind);
  if (known !== undefined || !isRun || neverCode.has(kind)) return known;
  // Whatever a file is called, `node` and `require` take it for JavaScript, unless it is binary.
  return entry.bytes.subarray(0, 4096).includes(0) ? undefined : "javascript";
}

function goalOf(path: string, { type }: ManifestFacts): "module" | "script" {
  if (/\.m[jt]s$/.test(path)) return "module";
  if (/\.c[jt]s$/.test(path)) return "script";
  return type === "module" ? "module" : "script";
}

function textOf({ bytes }: ArchiveEntry): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return buffer.toString("utf16le");
  return buffer.toString("utf8");
}

/** Commands that a source starts are texts of a shell: what they do and which files they run is done by the source. */
function withCommands(facts: SourceFacts): SourceFacts {
  const started = facts.effects.filter(
    ({ kind, argument }) => kind === "process" && argument !== undefined && argument.length > 2,
  );
  if (started.length === 0) return facts;
  const effects: Effect[] = [];
  const modules: ModuleReference[] = [];
  for (const outer of started.slice(0, maxCommandsPerSource)) {
    // The texts of `node -e` are followed by the reader of the source itself.
    const inner = analyzeScript({ text: outer.argument ?? "", language: "shell" });
    effects.push(...inner.effects.filter(isTelling).map((effect) => placeInside(effect, outer)));
    const { runs, naming, location } = outer;
    modules.push(...inner.modules.map((reference) => ({ ...reference, runs, naming, location })));
  }
  const known = new Set(facts.effects.flatMap((effect) => [keyOf(effect), placeOf(effect)]));
  const added = effects.filter(
    (effect) => !known.has(keyOf(effect)) && !(toldOnce.has(effect.kind) && known.has(placeOf(effect))),
  );
  return { ...facts, effects: [...facts.effects, ...added], modules: [...facts.modules, ...modules] };
}

/** That a command starts a program is what the source's own effect says. */
function isTelling({ kind, sources }: Effect): boolean {
  return kind !== "process" || sources.length > 0;
}

function placeInside(effect: Effect, outer: Effect): Effect {
  return {
    ...effect,
    options: [...new Set([...effect.options, ...outer.options])],
    sources: [...new Set([...effect.sources, ...outer.sources])],
    naming: outer.naming === "plain" ? effect.naming : outer.naming,
    runs: outer.runs,
    layer: outer.layer + effect.layer,
    location: outer.location,
    excerpt: outer.excerpt,
  };
}

/** What a source is said to do by one command, whoever read the command. */
const toldOnce: ReadonlySet<Effect["kind"]> = new Set(["publish", "install-packages", "persist"]);

function placeOf({ kind, location }: Effect): string {
  return JSON.stringify([kind, location.line]);
}

function keyOf({ kind, argument, location }: Effect): string {
  return JSON.stringify([kind, argument, location.line]);
}
