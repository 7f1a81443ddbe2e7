import type { ClientKind } from "@lockkeeper/clients";
import type { DependencyGraph, GraphPackage, LockfileKind } from "@lockkeeper/lockfile";
import { editLockfile } from "@lockkeeper/lockfile";

import { setJsonMember } from "./edit-json.ts";
import { moveInGraph } from "./graph-move.ts";
import type { GraphMoveOutcome } from "./graph-move.ts";
import { readLegacyTree, withoutPeers, writeLegacyTree } from "./npm-legacy-tree.ts";
import { setNpmIntegrity, writeNpmTree } from "./npm-lock-text.ts";
import { moveInNpmTree } from "./npm-move.ts";
import type { Move, MoveParts } from "./npm-move.ts";
import { readNpmTree } from "./npm-tree.ts";

/** A range of a manifest that the lockfile repeats. */
export interface RepeatedRange {
  /** The folder of the manifest; `.` for the project. */
  readonly folder: string;
  readonly field: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** A range that the project forces on its dependencies. */
export interface ForcedRange {
  readonly selector: string;
  readonly range: string;
}

/** A hash that an entry lacks. */
export interface EntryHash {
  readonly entry: GraphPackage;
  readonly integrity: string;
}

/** What a lockfile's move is worked out with. */
export interface LockMoveParts extends MoveParts {
  readonly graph: DependencyGraph;
  readonly parse: (text: string) => DependencyGraph;
  /** Checksums of Yarn's archives by `name@version`. */
  readonly checksums: ReadonlyMap<string, string | undefined>;
}

/** Changes the lockfile of one client; every text is one that was read as a graph. Throws `LockfileError`. */
export interface LockEditor {
  move(text: string, move: Move, parts: LockMoveParts): GraphMoveOutcome;
  setRange(text: string, range: RepeatedRange): string;
  /** `undefined` where the format has no place for a registry's hash. */
  setHashes: ((text: string, hashes: readonly EntryHash[]) => string) | undefined;
  setForced(text: string, forced: ForcedRange): string;
}

const npm: LockEditor = {
  move(text, move, parts) {
    const tree = readNpmTree(text);
    if (tree === undefined) return moveInLegacyTree(text, move, parts);
    const outcome = moveInNpmTree(tree, move, parts);
    return outcome.kind === "moved" ? { kind: "edited", text: writeNpmTree(text, tree) } : outcome;
  },
  setRange(text, { folder, field, name, to }) {
    if (readNpmTree(text) === undefined) return text;
    return setJsonMember(text, ["packages", folder === "." ? "" : folder, field, name], to);
  },
  setHashes: (text, hashes) =>
    hashes.reduce((edited, { entry, integrity }) => setNpmIntegrity(edited, entry.place, integrity), text),
  // npm reads what is forced from the manifest alone.
  setForced: (text) => text,
};

/** Version 1 is worked out as the list of paths that it stands for. */
function moveInLegacyTree(text: string, move: Move, parts: LockMoveParts): GraphMoveOutcome {
  const { roots } = parts.graph;
  const [before, tree] = [readLegacyTree(text, roots), readLegacyTree(text, roots)];
  if (before === undefined || tree === undefined)
    return { kind: "refused", why: "a lockfile of npm without a list of packages is written by npm alone" };
  const outcome = moveInNpmTree(tree, move, { ...parts, published: withoutPeers(parts.published) });
  return outcome.kind === "moved" ? { kind: "edited", text: writeLegacyTree(text, before, tree) } : outcome;
}

function createGraphEditor(kind: LockfileKind): LockEditor {
  return {
    move: (text, move, parts) => moveInGraph(kind, text, { move, parts }),
    setRange: (text, { folder, name, from, to }) =>
      editLockfile(kind, text, { packages: [], ranges: [{ folder, name, from, to }], overrides: [] }),
    // Yarn 2 and later hash archives of their own making.
    setHashes: kind === "yarn-berry" ? undefined : (text, hashes) => setGraphHashes(kind, text, hashes),
    setForced: (text, { selector, range }) =>
      editLockfile(kind, text, { packages: [], ranges: [], overrides: [{ name: selector, range }] }),
  };
}

function setGraphHashes(kind: LockfileKind, text: string, hashes: readonly EntryHash[]): string {
  const packages = hashes.map(({ entry: { place, version, resolved }, integrity }) => ({
    place,
    version,
    resolved,
    integrity,
    dependencies: undefined,
  }));
  return editLockfile(kind, text, { packages, ranges: [], overrides: [] });
}

const editors: ReadonlyMap<ClientKind, LockEditor> = new Map([
  ["npm", npm],
  ["pnpm", createGraphEditor("pnpm")],
  ["yarn-classic", createGraphEditor("yarn-classic")],
  ["yarn-berry", createGraphEditor("yarn-berry")],
  ["bun", createGraphEditor("bun")],
]);

/** The editor of a client's lockfile; `undefined` for a client whose lockfile is not edited. */
export function lockEditorOf(client: ClientKind): LockEditor | undefined {
  return editors.get(client);
}
