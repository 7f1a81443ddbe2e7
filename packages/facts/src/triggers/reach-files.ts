import type { Trigger } from "../package-facts.ts";

import type { TriggerRoot } from "./find-roots.ts";

/** The triggers in the order in which they take effect. */
export const triggerOrder: readonly Trigger[] = [
  "install",
  "tool",
  "import",
  "bin",
  "browser",
  "development",
];

const reachedMaxSteps = 8;

/** What makes a file run, and over which files. */
export interface Reach {
  readonly triggers: readonly Trigger[];
  readonly reachedBy: readonly string[];
}

interface Step {
  readonly by: string;
  readonly parent: string | undefined;
}

/** Follows modules from what starts or loads a package to every file that thereby runs. */
export class FileReach {
  readonly #steps = new Map<Trigger, Map<string, Step>>();
  readonly #next: (path: string) => readonly string[];

  /** `next` tells the files that a file has loaded or run. */
  constructor(next: (path: string) => readonly string[]) {
    this.#next = next;
  }

  /** Adds roots and all that they reach; cycles end, since a file is entered once for each trigger. */
  add(roots: readonly TriggerRoot[]): void {
    for (const trigger of triggerOrder) {
      const steps = this.#steps.get(trigger) ?? new Map<string, Step>();
      this.#steps.set(trigger, steps);
      const queue: string[] = [];
      for (const { path, by } of roots.filter((root) => root.trigger === trigger)) {
        if (steps.has(path)) continue;
        steps.set(path, { by, parent: undefined });
        queue.push(path);
      }
      for (let at = 0; at < queue.length; at += 1) {
        const path = queue[at] ?? "";
        for (const target of this.#next(path)) {
          if (steps.has(target)) continue;
          steps.set(target, { by: path, parent: path });
          queue.push(target);
        }
      }
    }
  }

  /** Every file that a trigger reaches. */
  reachedBy(trigger: Trigger): ReadonlySet<string> {
    return new Set(this.#steps.get(trigger)?.keys());
  }

  /** The files that something outside starts or loads by these triggers, in their order. */
  roots(triggers: readonly Trigger[]): readonly string[] {
    return triggers.flatMap((trigger) =>
      [...(this.#steps.get(trigger) ?? [])]
        .filter(([, { parent }]) => parent === undefined)
        .map(([path]) => path),
    );
  }

  of(path: string): Reach {
    const triggers = triggerOrder.filter((trigger) => this.#steps.get(trigger)?.has(path) === true);
    const [first] = triggers;
    return { triggers, reachedBy: first === undefined ? [] : this.#pathTo(first, path) };
  }

  /** The root's name, then the files on the way; the middle of a long way is left out. */
  #pathTo(trigger: Trigger, path: string): readonly string[] {
    const way: string[] = [path];
    let step = this.#steps.get(trigger)?.get(path);
    while (step !== undefined) {
      way.push(step.by);
      step = step.parent === undefined ? undefined : this.#steps.get(trigger)?.get(step.parent);
    }
    way.reverse();
    if (way.length <= reachedMaxSteps) return way;
    return [...way.slice(0, reachedMaxSteps / 2), ...way.slice(-reachedMaxSteps / 2)];
  }
}
