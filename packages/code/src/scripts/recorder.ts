import { createLineTable } from "../effects/line-table.ts";
import type { LineTable } from "../effects/line-table.ts";
import type {
  Disguise,
  Effect,
  EffectKind,
  ModuleReference,
  Naming,
  SourceFacts,
  SourceKind,
  SourceLanguage,
} from "../source-facts.ts";

import { scriptLimits } from "./script-limits.ts";

const argumentMaxCharacters = 500;
const textMaxCharacters = 2_000;

/** What is said of one effect; the rest follows from where it stands. */
export interface EffectNote {
  readonly kind: EffectKind;
  readonly api: string;
  readonly argument?: string | undefined;
  readonly options?: readonly string[];
  readonly sources?: Iterable<SourceKind>;
  readonly naming?: Naming;
  readonly offset: number;
}

/** Where a text stands that is read: in the script itself, or within a text that the script carries and runs. */
export interface ReadingFrame {
  /** How many decodings lie between the script and the text. */
  readonly layer: number;
  /** How many commands lie around it. */
  readonly depth: number;
  readonly naming: Naming;
  /** The offset in the script to which an offset in this text belongs. */
  readonly offsetOf: (offset: number) => number;
}

/** The frame of the script itself. */
export const outermostFrame: ReadingFrame = {
  layer: 0,
  depth: 0,
  naming: "plain",
  offsetOf: (offset) => offset,
};

/** The frame of a text that stands as a whole at one offset of another: quoted, folded or decoded. */
export function innerFrame(frame: ReadingFrame, offset: number, isDecoded: boolean): ReadingFrame {
  const outer = frame.offsetOf(offset);
  return {
    layer: frame.layer + (isDecoded ? 1 : 0),
    depth: frame.depth + 1,
    naming: isDecoded ? "decoded" : frame.naming,
    offsetOf: () => outer,
  };
}

/** Gathers what is found in a script, within bounds. */
export class ScriptRecorder {
  readonly #language: SourceLanguage;
  readonly #places: LineTable;
  readonly #effects: Effect[] = [];
  readonly #seen = new Set<string>();
  readonly #modules: ModuleReference[] = [];
  readonly #disguises: Disguise[] = [];
  readonly #texts: SourceFacts["texts"][number][] = [];
  #problem: string | undefined;
  #commands = 0;

  constructor(language: SourceLanguage, text: string) {
    this.#language = language;
    this.#places = createLineTable(text);
  }

  /** Whether another command may be looked at. */
  spend(): boolean {
    this.#commands += 1;
    if (this.#commands <= scriptLimits.maxCommands) return true;
    this.note(`more than ${String(scriptLimits.maxCommands)} commands`);
    return false;
  }

  /** Says why something was not read; the first reason stays. */
  note(problem: string): void {
    this.#problem ??= problem;
  }

  effect(frame: ReadingFrame, note: EffectNote): void {
    if (this.#effects.length >= scriptLimits.maxEffects) {
      this.note(`more than ${String(scriptLimits.maxEffects)} effects`);
      return;
    }
    const offset = frame.offsetOf(note.offset);
    const argument = note.argument?.slice(0, argumentMaxCharacters);
    const sources = [...new Set(note.sources)];
    const key = JSON.stringify([note.kind, note.api, argument, sources, offset]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#effects.push({
      kind: note.kind,
      api: note.api,
      argument,
      options: note.options ?? [],
      sources,
      naming: note.naming ?? frame.naming,
      runs: "load",
      layer: frame.layer,
      location: this.#places.locate(offset),
      excerpt: this.#places.excerpt(offset),
    });
  }

  /** A file of the package that is run, or a script of its manifest. */
  reference(
    frame: ReadingFrame,
    specifier: string,
    offset: number,
    kind: ModuleReference["kind"] = "run",
  ): void {
    if (this.#modules.length >= scriptLimits.maxReferences) return;
    const location = this.#places.locate(frame.offsetOf(offset));
    this.#modules.push({ specifier, kind, runs: "load", naming: frame.naming, location });
  }

  /** A text that does not stand in the script as it is. */
  text(frame: ReadingFrame, text: string, offset: number): void {
    if (this.#texts.length >= scriptLimits.maxTexts) return;
    const location = this.#places.locate(frame.offsetOf(offset));
    this.#texts.push({ text: text.slice(0, textMaxCharacters), naming: frame.naming, location });
  }

  disguise(frame: ReadingFrame, offset: number, disguise: Omit<Disguise, "location" | "excerpt">): void {
    if (this.#disguises.length >= 40) return;
    const outer = frame.offsetOf(offset);
    this.#disguises.push({
      ...disguise,
      location: this.#places.locate(outer),
      excerpt: this.#places.excerpt(outer),
    });
  }

  /** Takes over what another language's reader found in a text that the script carries. */
  adopt(frame: ReadingFrame, facts: SourceFacts, offset: number): void {
    for (const effect of facts.effects) {
      const naming = frame.naming === "decoded" ? "decoded" : effect.naming;
      this.effect({ ...frame, layer: frame.layer + effect.layer }, { ...effect, naming, offset });
    }
    for (const { specifier, kind } of facts.modules) {
      if (specifier !== undefined) this.reference(frame, specifier, offset, kind);
    }
    for (const { kind, detail, amount } of facts.disguises) {
      this.disguise(frame, offset, { kind, detail, amount });
    }
    for (const { text } of facts.texts) this.text(frame, text, offset);
  }

  facts(): SourceFacts {
    return {
      language: this.#language,
      parsed: this.#problem === undefined ? "strict" : "tolerant",
      problem: this.#problem,
      effects: this.#effects,
      disguises: this.#disguises,
      modules: this.#modules,
      exports: [],
      imports: [],
      texts: this.#texts,
    };
  }
}
