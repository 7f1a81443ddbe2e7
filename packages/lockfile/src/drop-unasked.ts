import type { DependencyGraph } from "./dependency-graph.ts";
import { dropUnaskedNames } from "./edit-yarn-berry.ts";
import { dropUnaskedPatterns } from "./edit-yarn-classic.ts";
import type { LockfileKind } from "./locked-package.ts";
import { withoutMark } from "./text-edits.ts";

/** A lockfile's text before and after a change, and what the projects of it ask for. */
export interface AskedTexts {
  readonly before: string;
  readonly after: string;
  readonly roots: DependencyGraph["roots"];
}

/**
 * Takes the names out of Yarn's entries that somebody asked for before and nobody does now, as Yarn does at its next
 * installation. What is named for another reason stays; other clients name entries by versions. Throws `LockfileError`.
 */
export function dropUnasked(kind: LockfileKind, { before, after, roots }: AskedTexts): string {
  if (kind !== "yarn-berry" && kind !== "yarn-classic") return after;
  const asked = new Set(
    roots.flatMap(({ dependencies }) => dependencies.map(({ name, range }) => `${name}@${range}`)),
  );
  return withoutMark(after, (plain) =>
    kind === "yarn-berry" ? dropUnaskedNames(before, plain) : dropUnaskedPatterns(before, plain, asked),
  );
}
