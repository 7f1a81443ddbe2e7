import { countStatements, watchEvaluations, watchPromises } from "@lockkeeper/code/rewrite";
import type { CountedText } from "@lockkeeper/code/rewrite";

import { FunctionDeferrer } from "./deferred-functions.ts";
import type { DeferredText } from "./deferred-functions.ts";
import { toEngineDialect } from "./engine-dialect.ts";
import type { SourceLines, SourcePosition } from "./source-lines.ts";
import { TypeEraser } from "./type-eraser.ts";

/** The names of the globals that rewritten texts use; `guest/system/evaluation.js` makes them. */
const hooks = { argument: "$$given", indirect: "$$eval" } as const;
const counter = "$$ran";
const leftToThemselves = "$$left";

const watchedMaxCharacters = 2_000_000;
const cachedMaxCharacters = 20_000_000;
/** Files that are counted in a run; the guest has this many counters. */
const countedMaxFiles = 500;
const moduleFolder = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
const typed = /\.[cm]?ts$/i;

/** A file whose statements are counted. */
export interface CountedFile {
  readonly number: number;
  readonly counted: CountedText;
}

/** Prepares texts for the emulator: what is evaluated is seen, and, where it is asked for, which statements run. */
export class SourceRewriter {
  readonly isCounting: boolean;
  /** What is left for later of the texts. */
  readonly deferrer: FunctionDeferrer = new FunctionDeferrer();
  readonly #dependencies: ReadonlySet<string>;
  readonly #known: Map<string, string> = new Map();
  readonly #files: Map<string, CountedFile> = new Map();
  readonly #eraser = new TypeEraser();
  readonly #lines: Map<string, SourceLines | undefined> = new Map();
  #cachedCharacters = 0;

  /** What dependencies do is told, and not counted: the files of the package are. */
  constructor(isCounting: boolean, dependencies: ReadonlySet<string> = new Set()) {
    this.isCounting = isCounting;
    this.#dependencies = dependencies;
  }

  /** The files that were counted, by their text. */
  get files(): readonly CountedFile[] {
    return [...this.#files.values()];
  }

  /** What runs of a file: what is TypeScript by its name becomes JavaScript, all else stays. */
  readSource(path: string, text: string): string {
    if (!typed.test(path)) return text;
    const erased = this.#eraser.erase(text);
    if (erased !== undefined) this.#lines.set(path, erased.lines);
    return erased?.text ?? text;
  }

  /** Where something of a file that runs stands in the file as it is. */
  placeOf(path: string, position: SourcePosition): SourcePosition {
    return this.#lines.get(path)?.find(position) ?? position;
  }

  rewrite(text: string, goal: "module" | "script"): string {
    const key = `${goal} ${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const watched = text.length > watchedMaxCharacters ? text : watch(text, goal);
    this.#keep(key, watched);
    return watched;
  }

  /** What is left for later of a text that was rewritten. */
  defer(text: string): DeferredText | undefined {
    return this.deferrer.defer(text);
  }

  /** The same for a file of the package, of which it may be asked what ran. */
  rewriteFile(path: string, text: string, goal: "module" | "script"): string {
    if (!this.isCounting || this.#isOfDependency(path)) return this.rewrite(text, goal);
    const known = this.#files.get(text);
    if (known !== undefined) return this.rewrite(known.counted.text, goal);
    const number = this.#files.size;
    const isRoom = number < countedMaxFiles;
    const counted = isRoom
      ? countStatements(text, goal, (statement) => `${counter}[${number}][${statement}]=1;`)
      : undefined;
    if (counted === undefined) return this.rewrite(text, goal);
    this.#files.set(text, { number, counted });
    return this.rewrite(counted.text, goal);
  }

  /** By the folder that is the first of modules in a path: what lies in one below it came with its package. */
  #isOfDependency(path: string): boolean {
    const [, name = ""] = moduleFolder.exec(path) ?? [];
    return this.#dependencies.has(name.replace("\\", "/"));
  }

  #keep(key: string, text: string): void {
    this.#cachedCharacters += key.length + text.length;
    if (this.#cachedCharacters < cachedMaxCharacters) this.#known.set(key, text);
  }
}

function watch(text: string, goal: "module" | "script"): string {
  return toEngineDialect(watchEvaluations(watchPromises(text, goal, leftToThemselves), goal, hooks));
}
