import type { Node } from "acorn";

import type { EffectDraft } from "../effects/effect-draft.ts";
import type { FunctionNode } from "./function-node.ts";
import type { Scope } from "./scope.ts";

/** How a text came to be: 0 as it stands, 1 composed of parts, 2 decoded. */
export type NamingLevel = 0 | 1 | 2;

/** What the evaluator knows exactly and writes as the language itself does. */
export type Primitive = string | number | boolean | bigint | null | undefined;

/** What an expression may be, as far as it is known. */
export type Value =
  | Primitive
  | Folded
  | Opaque
  | Api
  | Dict
  | List
  | Bytes
  | Func
  | Method
  | Native
  | Union
  | Pattern
  | Accessor;

/** A text that is known exactly and that does not stand in the source as it is. */
export class Folded {
  readonly text: string;
  readonly naming: NamingLevel;

  constructor(text: string, naming: NamingLevel) {
    this.text = text;
    this.naming = naming;
  }
}

/** Something not known exactly: where it comes from, and the parts of its text that are known. */
export class Opaque {
  readonly taint: number;
  /** The text with unknown parts as `${…}`. */
  readonly text: string | undefined;
  readonly naming: NamingLevel;
  /** What it says of the machine, for conditions: `process.platform`, `process.env.CI`. */
  readonly about: string | undefined;

  constructor(taint: number, text?: string, naming: NamingLevel = 0, about?: string) {
    this.taint = taint;
    this.text = text;
    this.naming = naming;
    this.about = about;
  }
}

/** Something of the platform or of a known library, by its canonical path; `#` follows what is an instance. */
export class Api {
  readonly path: string;
  readonly naming: NamingLevel;
  readonly taint: number;
  /** The effect that made it, which what is later written to it belongs to. */
  draft: EffectDraft | undefined;
  /** The instance whose member it is. */
  readonly owner: Api | undefined;

  constructor(path: string, naming: NamingLevel = 0, taint = 0, made?: EffectDraft | Api) {
    this.path = path;
    this.naming = naming;
    this.taint = taint;
    this.owner = made instanceof Api ? made : undefined;
    this.draft = made instanceof Api ? made.draft : made;
  }
}

/** An object whose members are known; the others are those of `rest`. */
export class Dict {
  readonly members: Map<string, Value>;
  rest: Value;
  proto: Value;
  /** Undecided branches around its making: within those, a change of it is certain. */
  readonly uncertain: number;

  constructor(members: Map<string, Value> = new Map(), rest?: Value, uncertain = 0) {
    this.members = members;
    this.rest = rest;
    this.uncertain = uncertain;
    this.proto = undefined;
  }
}

/** An array; `rest` is what further elements may be. */
export class List {
  readonly items: Value[];
  rest: Value;
  readonly uncertain: number;

  constructor(items: Value[], rest?: Value, uncertain = 0) {
    this.items = items;
    this.rest = rest;
    this.uncertain = uncertain;
  }
}

/** Bytes that are known exactly. */
export class Bytes {
  readonly data: Uint8Array;
  readonly naming: NamingLevel;

  constructor(data: Uint8Array, naming: NamingLevel) {
    this.data = data;
    this.naming = naming;
  }
}

/** A function of the source with the scope that it closes over. */
export class Func {
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly self: Value;
  /** The class it constructs, with what its instances have. */
  readonly classNode: Node | undefined;
  /** The text that it stands in, how deep that is decoded, and where the source runs it. */
  source: string;
  layer: number;
  site: number | undefined;
  /** Whether a function that does nothing else made it: its calls are counted apart from those of its like. */
  isWrapped: boolean;
  #members: Map<string, Value> | undefined;
  #results: Map<string, Value> | undefined;
  prototype: Dict | undefined;
  /** What the class extends, and the class whose method it is. */
  parent: Value;
  home: Value;

  constructor(node: FunctionNode, scope: Scope, self: Value, classNode?: Node) {
    this.node = node;
    this.scope = scope;
    this.self = self;
    this.classNode = classNode;
    this.source = "";
    this.layer = 0;
    this.site = undefined;
    this.isWrapped = false;
    this.#members = undefined;
    this.#results = undefined;
    this.prototype = undefined;
    this.parent = undefined;
    this.home = undefined;
  }

  /** Members that the source gave it; made when first asked for. */
  get members(): Map<string, Value> {
    return (this.#members ??= new Map());
  }

  /** What calls with like arguments gave. */
  get results(): Map<string, Value> {
    return (this.#results ??= new Map());
  }

  member(name: string): Value {
    return this.#members?.get(name);
  }

  hasMember(name: string): boolean {
    return this.#members?.has(name) === true;
  }
}

/** A method of the language taken from a value: `"x".charAt`, `list.push`. */
export class Method {
  readonly receiver: Value;
  readonly name: string;

  constructor(receiver: Value, name: string) {
    this.receiver = receiver;
    this.name = name;
  }
}

/** A function that the evaluator itself supplies, such as the `resolve` of a promise. */
export class Native {
  readonly run: (args: readonly Value[], self: Value) => Value;

  constructor(run: (args: readonly Value[], self: Value) => Value) {
    this.run = run;
  }
}

/** One of several. */
export class Union {
  readonly options: readonly Value[];

  constructor(options: readonly Value[]) {
    this.options = options;
  }
}

/** A regular expression. */
export class Pattern {
  readonly source: string;
  readonly flags: string;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
  }
}

/** A member with code behind it. */
export class Accessor {
  readonly get: Value;
  readonly set: Value;

  constructor(get: Value, set: Value) {
    this.get = get;
    this.set = set;
  }
}

/** Nothing known at all. */
export const unknown: Opaque = new Opaque(0);
