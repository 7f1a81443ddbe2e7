import type { CommandFacts, PackageFacts, SourceFile, Trigger } from "@lockkeeper/facts";

import { once, readReleaseChange } from "./release-change.ts";
import type { ReleaseChange } from "./release-change.ts";
import type { Subject } from "./subject.ts";

/** One use of an API, as the engine of code tells it. */
export type Effect = SourceFile["facts"]["effects"][number];
/** The API of the effect that stands for a command as a whole. */
export const shellApi = "sh";

/** What an effect does. */
export type EffectKind = Effect["kind"];
/** Where a value comes from. */
export type SourceKind = Effect["sources"][number];
/** One sign of disguise in a source. */
export type Disguise = SourceFile["facts"]["disguises"][number];
/** What the engine of code says of one text. */
export type SourceFacts = SourceFile["facts"];

/** When a deed is done: `install` and `import` without anybody's doing, `use` when somebody calls the package's functions. */
export type Moment = "install" | "import" | "bin" | "tool" | "browser" | "use" | "development" | "never";

/** One effect in its place: in which file, when it happens, and what flows into it from wherever in the package. */
export interface Deed {
  readonly effect: Effect;
  /** A path, or the place of a command such as `scripts.postinstall`. */
  readonly file: string;
  /** The earliest moment at which it happens. */
  readonly moment: Moment;
  /** Those of the effect, and those that arrive from other files. */
  readonly sources: ReadonlySet<SourceKind>;
  readonly isCommand: boolean;
  /** Whether the predecessor does nothing like it; `undefined` where there is no predecessor. */
  readonly isNew: boolean | undefined;
  /** Whether its API or argument is decoded, or it stands in a text that is decoded and run. */
  readonly isHidden: boolean;
}

/** One text with code: a source, or a command of a script. */
export interface Unit {
  readonly file: string;
  readonly facts: SourceFacts;
  readonly triggers: readonly Trigger[];
  readonly reachedBy: readonly string[];
  readonly isCommand: boolean;
  /** The whole line, where it is a command. */
  readonly command: string | undefined;
  readonly deeds: readonly Deed[];
}

/** What the facts of one version amount to; worked out once, read by all detectors. */
export interface Scene {
  readonly units: readonly Unit[];
  readonly deeds: readonly Deed[];
  /** The facts of the release before, where there are any. */
  readonly before: PackageFacts | undefined;
  /** What the registry says of the release and those before; `undefined` where it says nothing. */
  release(): ReleaseChange | undefined;
  /** Whether the file is there and the same, byte by byte, in the release before. */
  isUnchanged(path: string): boolean;
}

/** Works out what the facts of a version amount to. */
export function createScene(subject: Subject): Scene {
  const { facts } = subject;
  const before = subject.predecessor.state === "present" ? subject.predecessor.value.facts : undefined;
  const known = before === undefined ? undefined : new Set(signaturesOf(before));
  const flows = new Map<string, Set<SourceKind>>();
  for (const flow of facts.flows) {
    const key = `${flow.path}\n${String(flow.effect)}`;
    const kinds = flows.get(key) ?? new Set();
    for (const kind of flow.sources) kinds.add(kind);
    flows.set(key, kinds);
  }
  const exporting = new Set(facts.sources.flatMap((source) => (exportsAny(source) ? [source.path] : [])));
  const units = [
    ...facts.commands.map((command) => unitOfCommand(command, known)),
    ...facts.sources.map((source) => unitOfSource(source, { flows, known, exporting })),
  ];
  const hashes = new Map(before?.files.map((file) => [file.path, file.hash]));
  const own = new Map(facts.files.map((file) => [file.path, file.hash]));
  return {
    units,
    deeds: units.flatMap((unit) => unit.deeds),
    before,
    release: once(() => readReleaseChange(subject)),
    isUnchanged: (path) => hashes.has(path) && hashes.get(path) === own.get(path),
  };
}

function unitOfCommand(command: CommandFacts, known: ReadonlySet<string> | undefined): Unit {
  const deeds = [wholeCommand(command), ...command.facts.effects].map((effect) => ({
    effect,
    file: command.from,
    moment: momentOf([command.trigger], effect.runs),
    sources: new Set(effect.sources),
    isCommand: true,
    isNew: known === undefined ? undefined : !known.has(signatureOf(effect)),
    isHidden: isHiddenEffect(effect),
  }));
  return {
    file: command.from,
    facts: command.facts,
    triggers: [command.trigger],
    reachedBy: [command.from],
    isCommand: true,
    command: command.command,
    deeds,
  };
}

/** The line as the shell gets it: its parts are effects too, and some things show in the whole only. */
function wholeCommand({ command }: CommandFacts): Effect {
  return {
    kind: "process",
    api: shellApi,
    argument: command,
    options: [],
    sources: [],
    naming: "plain",
    runs: "load",
    layer: 0,
    location: { line: 1, column: 1 },
    excerpt: command,
  };
}

interface Around {
  readonly flows: ReadonlyMap<string, ReadonlySet<SourceKind>>;
  /** What the release before does; `undefined` where there is none. */
  readonly known: ReadonlySet<string> | undefined;
  /** Files that export something. */
  readonly exporting: ReadonlySet<string>;
}

function unitOfSource(source: SourceFile, { flows, known, exporting }: Around): Unit {
  const triggers = triggersOf(source, exporting);
  const deeds = source.facts.effects.map((effect, index) => ({
    effect,
    file: source.path,
    moment: momentOf(triggers, effect.runs, source.reachedBy),
    sources: new Set([...effect.sources, ...(flows.get(`${source.path}\n${String(index)}`) ?? [])]),
    isCommand: false,
    isNew: known === undefined ? undefined : !known.has(signatureOf(effect)),
    isHidden: isHiddenEffect(effect),
  }));
  return {
    file: source.path,
    facts: source.facts,
    triggers: source.triggers,
    reachedBy: source.reachedBy,
    isCommand: false,
    command: undefined,
    deeds,
  };
}

function isHiddenEffect(effect: Effect): boolean {
  return effect.naming === "decoded" || effect.layer > 0;
}

/** In the order in which they take effect: what an install does comes before what an import does. */
const order: readonly Trigger[] = ["install", "tool", "import", "bin", "browser"];

/**
 * A command that is the main file too, and exports nothing, is there to be started; nobody has a reason to load it, or what
 * it loads. What the main file loads, and exports nothing itself, runs with it.
 */
function triggersOf(source: SourceFile, exporting: ReadonlySet<string>): readonly Trigger[] {
  const { triggers, reachedBy } = source;
  const isCommandOnly =
    triggers.includes("bin") && !exportsAny(source) && !reachedBy.some((step) => exporting.has(step));
  return isCommandOnly
    ? triggers.filter((trigger) => trigger !== "import" && trigger !== "browser")
    : triggers;
}

function exportsAny({ facts }: SourceFile): boolean {
  return facts.exports.length > 0;
}

/**
 * What an install reaches and programs load too is a library, of which the install calls what it needs: only what such a
 * file does at once is done by the install. A file that only a pattern of `exports` names is loaded by who asks for it.
 */
function momentOf(
  triggers: readonly Trigger[],
  runs: Effect["runs"],
  reachedBy: readonly string[] = [],
): Moment {
  const first = order.find((trigger) => triggers.includes(trigger));
  if (first === undefined) return triggers.includes("development") ? "development" : "never";
  const isLibrary = triggers.includes("import") || triggers.includes("browser");
  if (runs === "call" && isLibrary) return triggers.includes("bin") ? "bin" : "use";
  if (first === "import" && reachedBy[0]?.includes("*") === true) return "use";
  return first === "development" ? "development" : first;
}

function signaturesOf(facts: PackageFacts): readonly string[] {
  const own = facts.commands.map(wholeCommand);
  const parts = [...facts.commands, ...facts.sources].flatMap((unit) => unit.facts.effects);
  return [...own, ...parts].map(signatureOf);
}

/** What makes two effects of two releases the same deed, wherever the code has moved. */
function signatureOf(effect: Effect): string {
  return `${effect.kind}\n${effect.api}\n${effect.argument ?? ""}`;
}
