import type { Dirent } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

import type { TargetSet } from "../../targets/target-set.ts";
import { readStoreName } from "./store-name.ts";
import { listFolder, tryFollow, tryLook } from "./tree-disk.ts";
import type { OnRefused } from "./tree-disk.ts";

const maxFolders = 500_000;
const maxDepth = 40;
const atOnce = 32;
/** Where pnpm, Bun and Yarn keep what the other folders link to. */
const storeFolders: ReadonlySet<string> = new Set([".pnpm", ".bun", ".store"]);

/** A folder of a package that somebody asks about. */
export interface FoundPlace {
  readonly name: string;
  readonly place: string;
  /** By the name of a folder in a store. */
  readonly version: string | undefined;
}

/** Where an entry lies, the folders that were asked for, and where to look next. */
interface Catch {
  readonly path: string;
  readonly found: FoundPlace[];
  readonly nested: string[];
}

/**
 * Goes through `node_modules`, nested ones and stores too. Links are followed where they lead out of the project: into a store that
 * many projects share, or to a package that somebody works on. Inside, what they lead to is looked at anyway, or is the project's own.
 */
export class TreeWalk {
  looked = 0;
  isCut = false;
  readonly base: string;
  readonly #targets: TargetSet;
  readonly #onRefused: OnRefused;
  /** The project's folder, whatever links led to it. */
  #project: string;
  /** Folders outside of the project that are looked into, or have been. */
  readonly #outside = new Set<string>();

  constructor(base: string, targets: TargetSet, onRefused: OnRefused) {
    this.base = base;
    this.#project = base;
    this.#targets = targets;
    this.#onRefused = onRefused;
  }

  async find(nodeModules: string): Promise<readonly FoundPlace[]> {
    this.#project = (await tryFollow(this.base, this.#onRefused)) ?? this.base;
    const found: FoundPlace[] = [];
    let waiting = [nodeModules];
    for (let depth = 0; waiting.length > 0; depth += 1) {
      if (depth > maxDepth || this.looked + waiting.length > maxFolders) {
        this.isCut = true;
        return found;
      }
      const next: string[] = [];
      for (let at = 0; at < waiting.length; at += atOnce) {
        const some = waiting.slice(at, at + atOnce).map((folder) => this.#list(folder, found));
        for (const nested of await Promise.all(some)) for (const folder of nested) next.push(folder);
      }
      waiting = next;
    }
    return found;
  }

  /** Notes what is asked for in one `node_modules`; answers with those of its packages. */
  async #list(nodeModules: string, found: FoundPlace[]): Promise<readonly string[]> {
    const nested: string[] = [];
    const entries = await listFolder(nodeModules, this.#onRefused);
    if (entries.length > 0) this.looked += 1;
    for (const entry of entries) {
      const path = join(nodeModules, entry.name);
      if (storeFolders.has(entry.name) && entry.isDirectory()) await this.#listStore(path, found);
      else if (entry.name.startsWith("@") && entry.isDirectory()) {
        for (const scoped of await listFolder(path, this.#onRefused))
          await this.#note(scoped, `${entry.name}/${scoped.name}`, { path, found, nested });
      } else if (!entry.name.startsWith(".")) {
        await this.#note(entry, entry.name, { path: nodeModules, found, nested });
      }
    }
    return nested;
  }

  async #note(entry: Dirent, name: string, { path: parent, found, nested }: Catch): Promise<void> {
    const path = join(parent, entry.name);
    if (entry.isDirectory()) nested.push(join(path, "node_modules"));
    else if (!entry.isSymbolicLink() || !(await this.#leadsOut(path, nested))) return;
    if (this.#targets.names.has(name)) found.push({ name, place: this.#placeOf(path), version: undefined });
  }

  /** Whether a link leads out of the project. What lies beside its end is what the package finds there. */
  async #leadsOut(link: string, nested: string[]): Promise<boolean> {
    const end = await tryFollow(link, this.#onRefused);
    if (end === undefined || isBelow(end, this.#project)) return false;
    const beside = folderOfPackages(end);
    for (const folder of [join(end, "node_modules"), ...(beside === undefined ? [] : [beside])]) {
      if (!this.#outside.has(folder)) nested.push(folder);
      this.#outside.add(folder);
    }
    return true;
  }

  async #listStore(store: string, found: FoundPlace[]): Promise<void> {
    for (const entry of await listFolder(store, this.#onRefused)) {
      const named = entry.isDirectory() ? readStoreName(entry.name, this.#targets.names) : undefined;
      if (named === undefined) continue;
      const inside = join(store, entry.name, "node_modules", ...named.name.split("/"));
      const own = join(store, entry.name, "package");
      const path = (await tryLook(inside, this.#onRefused)) === undefined ? own : inside;
      found.push({ ...named, place: this.#placeOf(path) });
    }
  }

  #placeOf(path: string): string {
    return relative(this.base, path).split(sep).join("/");
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The `node_modules` that a package lies in, below its scope where it has one. */
function folderOfPackages(path: string): string | undefined {
  const parent = dirname(path);
  const folder = basename(parent).startsWith("@") ? dirname(parent) : parent;
  return basename(folder) === "node_modules" ? folder : undefined;
}
