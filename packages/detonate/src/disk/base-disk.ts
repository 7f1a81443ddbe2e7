import type { Platform } from "../observation.ts";

import type { DiskContent, DiskNode } from "./disk-node.ts";
import { placesOf } from "./places.ts";
import type { Places } from "./places.ts";

/** The files as they are before anything runs: never changed, shared by the runs of a package in a world. */
export interface BaseDisk {
  readonly places: Places;
  readonly startsAt: number;
  /** By key. */
  readonly nodes: ReadonlyMap<string, DiskNode>;
  /** The names in each folder, by the folder's key, then the name's key. */
  readonly children: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What a base is made of. */
export interface BaseFiles {
  readonly platform: Platform;
  readonly startsAt: number;
  readonly folders: readonly string[];
  /** Absolute places; later entries win over earlier ones. */
  readonly files: Iterable<readonly [place: string, content: DiskContent]>;
}

const fileMode = 0o100_644;
const folderMode = 0o040_755;
/** Files are a little older than the trigger, as after an extraction. */
const ageMs = 1_500;

/** Lays out files with all the folders that they need. */
export function createBaseDisk({ platform, startsAt, folders, files }: BaseFiles): BaseDisk {
  const layout = new Layout(placesOf(platform), startsAt - ageMs);
  for (const folder of folders) layout.addFolder(layout.places.resolve("", folder));
  for (const [place, content] of files) layout.addFile(layout.places.resolve("", place), content);
  return { places: layout.places, startsAt, nodes: layout.nodes, children: layout.children };
}

class Layout {
  readonly places: Places;
  readonly nodes: Map<string, DiskNode> = new Map();
  readonly children: Map<string, Map<string, string>> = new Map();
  readonly #modifiedMs: number;

  constructor(places: Places, modifiedMs: number) {
    this.places = places;
    this.#modifiedMs = modifiedMs;
  }

  addFile(place: string, content: DiskContent): void {
    const parent = this.places.parentOf(place);
    this.addFolder(parent);
    this.#add(place, { kind: "file", content, mode: fileMode });
  }

  addFolder(place: string): void {
    if (this.nodes.get(this.places.keyOf(place))?.kind === "folder") return;
    const parent = this.places.parentOf(place);
    if (parent !== place) this.addFolder(parent);
    this.#add(place, { kind: "folder", content: "", mode: folderMode });
    this.children.set(this.places.keyOf(place), new Map());
  }

  #add(place: string, node: Pick<DiskNode, "kind" | "content" | "mode">): void {
    const { places } = this;
    const name = places.nameOf(place);
    const key = places.keyOf(place);
    this.nodes.set(key, {
      ...node,
      name,
      target: "",
      modifiedMs: this.#modifiedMs,
      inode: 1_000_000 + this.nodes.size,
    });
    const parent = places.parentOf(place);
    if (parent !== place) this.children.get(places.keyOf(parent))?.set(places.keyOf(name), name);
  }
}
