import type { EffectKind, ModuleReference } from "../source-facts.ts";
import type { EffectDraft } from "./effect-draft.ts";

/** A module that a source names, before its place is known. */
export interface ModuleDraft {
  readonly specifier: string | undefined;
  readonly kind: ModuleReference["kind"];
  runs: "load" | "call";
  readonly naming: 0 | 1 | 2;
  readonly start: number;
}

/** A text that the code puts together, before its place is known. */
export interface TextDraft {
  readonly text: string;
  readonly naming: 1 | 2;
  readonly start: number;
}

/** What is told of an effect when it is met. */
export interface EffectNote {
  readonly kind: EffectKind;
  readonly api: string;
  readonly argument?: string | undefined;
  readonly naming?: 0 | 1 | 2;
  readonly taint?: number;
  readonly options?: readonly string[];
}

/** Where and when it is met. */
export interface Moment {
  readonly start: number;
  readonly runs: "load" | "call";
  readonly layer: number;
  readonly excerpt: string | undefined;
  readonly isSilent: boolean;
}

const textsKept = 200;
const argumentLength = 500;
/** So many different arguments of one call are told. */
const argumentsKept = 12;

/** Collects what a source does while it is evaluated; the same at the same place is one. */
export class Recorder {
  readonly effects: EffectDraft[] = [];
  readonly modules: Map<string, ModuleDraft> = new Map();
  readonly texts: Map<string, TextDraft> = new Map();
  readonly #byKey: Map<string, EffectDraft> = new Map();
  readonly #sites: Map<string, EffectDraft[]> = new Map();
  readonly #maxEffects: number;
  isFull = false;

  constructor(maxEffects: number) {
    this.#maxEffects = maxEffects;
  }

  record(note: EffectNote, moment: Moment): EffectDraft {
    const argument = note.argument?.slice(0, argumentLength);
    const key = keyOf(note, moment, argument);
    let draft = this.#byKey.get(key) ?? this.#ofFullSite(note, moment);
    if (draft === undefined) {
      draft = this.#create(note, moment, argument);
      this.#keep(key, draft);
    }
    draft.taint |= note.taint ?? 0;
    draft.naming = note.naming !== undefined && note.naming > draft.naming ? note.naming : draft.naming;
    if (moment.runs === "load") draft.runs = "load";
    for (const option of note.options ?? []) draft.options.add(option);
    if (moment.isSilent) draft.options.add("silent-errors");
    return draft;
  }

  /** A call that was met with many arguments already is told no further: what else it is given adds to its first. */
  #ofFullSite({ kind, api }: EffectNote, { start, layer }: Moment): EffectDraft | undefined {
    if (kind === "read-environment" || kind === "gate") return undefined;
    const site = `${kind} ${api} ${start} ${layer}`;
    const met = this.#sites.get(site) ?? [];
    if (met.length >= argumentsKept) return met[0];
    this.#sites.set(site, met);
    return undefined;
  }

  #noteSite(draft: EffectDraft): void {
    this.#sites.get(`${draft.kind} ${draft.api} ${draft.start} ${draft.layer}`)?.push(draft);
  }

  #keep(key: string, draft: EffectDraft): void {
    this.isFull ||= this.effects.length >= this.#maxEffects;
    if (this.isFull) return;
    this.#byKey.set(key, draft);
    this.effects.push(draft);
    this.#noteSite(draft);
  }

  #create(note: EffectNote, moment: Moment, argument: string | undefined): EffectDraft {
    const { start, runs, layer, excerpt } = moment;
    const { kind, api } = note;
    return { kind, api, argument, options: new Set(), taint: 0, naming: 0, runs, layer, start, excerpt };
  }

  noteModule(draft: ModuleDraft): void {
    const key = `${draft.kind} ${draft.specifier ?? draft.start}`;
    const known = this.modules.get(key);
    if (known === undefined) this.modules.set(key, draft);
    else if (draft.runs === "load") known.runs = "load";
  }

  noteText(draft: TextDraft): void {
    if (this.texts.size < textsKept && !this.texts.has(draft.text)) this.texts.set(draft.text, draft);
  }
}

function keyOf(note: EffectNote, moment: Moment, argument: string | undefined): string {
  const place = note.kind === "read-environment" || note.kind === "gate" ? moment.runs : moment.start;
  return `${note.kind} ${note.api} ${place} ${moment.layer} ${argument ?? ""}`;
}
