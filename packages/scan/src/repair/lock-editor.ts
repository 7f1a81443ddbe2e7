import type { DependencyGraph } from "@lockkeeper/lockfile";
import type { ClientKind } from "@lockkeeper/clients";

import { setJsonMember } from "./edit-json.ts";
import { writeNpmTree } from "./npm-lock-text.ts";
import { moveInNpmTree } from "./npm-move.ts";
import type { Move, MoveParts } from "./npm-move.ts";
import { readNpmTree } from "./npm-tree.ts";

/** A lockfile's text with a change made, or why it was not. */
export type LockOutcome =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "wanting"; readonly names: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

/** A range of a manifest that the lockfile repeats. */
export interface RepeatedRange {
  /** The folder of the manifest; `.` for the project. */
  readonly folder: string;
  readonly field: string;
  readonly name: string;
  readonly range: string;
}

/** A range that the project forces on its dependencies. */
export interface ForcedRange {
  readonly selector: string;
  readonly range: string;
}

/** Changes the lockfile of one client; every text is one that was read as a graph. */
export interface LockEditor {
  move(text: string, move: Move, parts: MoveParts & { readonly graph: DependencyGraph }): LockOutcome;
  setRange(text: string, range: RepeatedRange): string;
  setIntegrity(text: string, place: string, integrity: string): string;
  setForced(text: string, forced: ForcedRange): string;
}

const npm: LockEditor = {
  move(text, move, parts) {
    const tree = readNpmTree(text);
    if (tree === undefined)
      return {
        kind: "refused",
        why: "version 1 of npm's lockfile is not edited: have npm write a newer one",
      };
    const outcome = moveInNpmTree(tree, move, parts);
    return outcome.kind === "moved" ? { kind: "edited", text: writeNpmTree(text, tree) } : outcome;
  },
  setRange(text, { folder, field, name, range }) {
    if (readNpmTree(text) === undefined) return text;
    return setJsonMember(text, ["packages", folder === "." ? "" : folder, field, name], range);
  },
  setIntegrity: (text, place, integrity) => setJsonMember(text, ["packages", place, "integrity"], integrity),
  // npm reads what is forced from the manifest alone.
  setForced: (text) => text,
};

/** The editor of a client's lockfile; `undefined` for those that their client has to write itself. */
export function lockEditorOf(client: ClientKind): LockEditor | undefined {
  return client === "npm" ? npm : undefined;
}
