import type { Value } from "./values.ts";

/** A variable. */
export interface Binding {
  value: Value;
  /** How many undecided branches surrounded its declaration. */
  readonly uncertain: number;
}

/** The variables of a block or a function. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly isFunction: boolean;
  readonly self: Value;
  /** The class whose method this is, for `super`. */
  readonly home: Value;
  #bindings: Map<string, Binding> | undefined;

  constructor(parent: Scope | undefined, isFunction: boolean, self?: Value, home?: Value) {
    this.parent = parent;
    this.isFunction = isFunction;
    this.self = isFunction ? self : parent?.self;
    this.home = isFunction && home !== undefined ? home : parent?.home;
  }

  declare(name: string, value: Value, uncertain: number): void {
    (this.#bindings ??= new Map()).set(name, { value, uncertain });
  }

  /** Declares a `var` or a parameter once; a second declaration keeps the value. */
  hoist(name: string, uncertain: number): void {
    if (this.#bindings?.has(name) !== true) this.declare(name, undefined, uncertain);
  }

  own(name: string): Binding | undefined {
    return this.#bindings?.get(name);
  }

  find(name: string): Binding | undefined {
    let binding = this.#bindings?.get(name);
    for (let scope = this.parent; binding === undefined && scope !== undefined; scope = scope.parent) {
      binding = scope.#bindings?.get(name);
    }
    return binding;
  }
}
