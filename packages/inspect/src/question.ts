import type { Deadline } from "./deadline.ts";

/** One question with what all parts of its answer share. */
export interface Question {
  /** The moment at which the registry is looked at; milliseconds since the epoch. */
  readonly at: number;
  readonly isOffline: boolean;
  /** Whether code that would run is run in the emulator. */
  readonly isDetonated: boolean;
  readonly deadline: Deadline;
  /** How far from the version that was asked for; 0 for itself. */
  readonly depth: number;
  /** The versions on the way here, as `name@version`, so that a circle ends. */
  readonly path: readonly string[];
  /** Whether one more dependency may be inspected; counts it when it may. */
  mayInspectDependency(): boolean;
  /** The question of one dependency on the way. */
  below(step: string): Question;
}

/** Starts a question. */
export function startQuestion(
  base: Pick<Question, "at" | "isOffline" | "isDetonated" | "deadline">,
  bounds: { readonly maxDepth: number; readonly maxInspected: number },
): Question {
  let inspected = 0;

  function at(path: readonly string[]): Question {
    const depth = path.length;
    return {
      ...base,
      depth,
      path,
      mayInspectDependency() {
        if (depth >= bounds.maxDepth || inspected >= bounds.maxInspected) return false;
        inspected += 1;
        return true;
      },
      below: (step) => at([...path, step]),
    };
  }

  return at([]);
}
