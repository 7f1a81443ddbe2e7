import { bringBack, isPlain } from "./aside.ts";
import { digestOfPlace, putBack } from "./evidence.ts";
import type { KeptFolder } from "./evidence.ts";

/** A folder of the installed tree that a repair has changed, or was about to when it ended. */
interface JournalFolder {
  readonly kept: KeptFolder;
  /** What a repair that stands has left there; `undefined` for nothing. */
  readonly state:
    | { readonly kind: "begun" }
    | { readonly kind: "ended"; readonly digest: string | undefined };
}

/** What a repair did to the installed tree. */
export interface JournalTree {
  readonly folders: readonly JournalFolder[];
  /** Folders that were moved aside, relative to the project. */
  readonly aside: readonly string[];
}

/** A tree that nothing was done to. */
export const emptyTree: JournalTree = { folders: [], aside: [] };

/** The tree with folders about to be changed; of one that was changed before, what it was at first counts. */
export function noteFolders(tree: JournalTree, folders: readonly KeptFolder[]): JournalTree {
  const places = new Map(tree.folders.map((each) => [each.kept.place, each]));
  for (const kept of folders)
    places.set(kept.place, { kept: places.get(kept.place)?.kept ?? kept, state: { kind: "begun" } });
  return { ...tree, folders: [...places.values()] };
}

/** The tree with folders that hold what a repair has put there. */
export function endFolders(
  { folders }: JournalTree,
  digests: ReadonlyMap<string, string | undefined>,
): JournalTree {
  return {
    folders: folders.map((each) =>
      digests.has(each.kept.place)
        ? { ...each, state: { kind: "ended", digest: digests.get(each.kept.place) } }
        : each,
    ),
    aside: [],
  };
}

/**
 * Puts the tree back. A folder that was changed since a repair ended is left: what was found there before must not come
 * back into an installation of a later day. Answers the places that were put back.
 */
export async function undoTree(project: string, { folders, aside }: JournalTree): Promise<readonly string[]> {
  await bringBack(project, aside);
  const places: string[] = [];
  for (const { kept, state } of folders) {
    if (aside.length > 0 && state.kind === "begun") continue;
    if (state.kind === "ended" && (await digestOfPlace(project, kept)) !== state.digest) continue;
    await putBack(project, kept);
    places.push(kept.place);
  }
  return [...places, ...aside];
}

/** Reads what a journal has of a tree; `undefined` for what no repair wrote. */
export function parseTree(value: unknown): JournalTree | undefined {
  if (!isObject(value) || !Array.isArray(value["folders"]) || !Array.isArray(value["aside"]))
    return undefined;
  const folders = value["folders"].map(parseFolder).filter((each) => each !== undefined);
  const aside = value["aside"].filter((each): each is string => typeof each === "string" && isPlain(each));
  const isWhole = folders.length === value["folders"].length && aside.length === value["aside"].length;
  return isWhole ? { folders, aside } : undefined;
}

function parseFolder(value: unknown): JournalFolder | undefined {
  if (!isObject(value) || !isObject(value["kept"]) || !isObject(value["state"])) return undefined;
  const { place, extent, copy } = value["kept"];
  const { kind, digest } = value["state"];
  if (typeof place !== "string" || (extent !== "own" && extent !== "whole")) return undefined;
  if (kind !== "begun" && kind !== "ended") return undefined;
  const kept = { place, extent, copy: typeof copy === "string" ? copy : undefined } as const;
  if (kind === "begun") return { kept, state: { kind } };
  return { kept, state: { kind, digest: typeof digest === "string" ? digest : undefined } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
