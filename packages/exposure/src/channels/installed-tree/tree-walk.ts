import { join, relative, sep } from "node:path";

import type { TargetSet } from "../../targets/target-set.ts";
import { readStoreName } from "./store-name.ts";
import { listFolder, tryLook } from "./tree-disk.ts";
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

/** Goes through `node_modules`, nested ones and stores too; links are not followed. */
export class TreeWalk {
  looked = 0;
  isCut = false;
  readonly base: string;
  readonly #targets: TargetSet;
  readonly #onRefused: OnRefused;

  constructor(base: string, targets: TargetSet, onRefused: OnRefused) {
    this.base = base;
    this.#targets = targets;
    this.#onRefused = onRefused;
  }

  async find(nodeModules: string): Promise<readonly FoundPlace[]> {
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
      // What links lead to is in a store, or is the project's own.
      if (!entry.isDirectory()) continue;
      if (storeFolders.has(entry.name)) await this.#listStore(path, found);
      else if (entry.name.startsWith("@")) {
        for (const scoped of await listFolder(path, this.#onRefused)) {
          if (scoped.isDirectory())
            this.#note(`${entry.name}/${scoped.name}`, join(path, scoped.name), { found, nested });
        }
      } else if (!entry.name.startsWith(".")) this.#note(entry.name, path, { found, nested });
    }
    return nested;
  }

  #note(
    name: string,
    path: string,
    { found, nested }: { readonly found: FoundPlace[]; readonly nested: string[] },
  ): void {
    nested.push(join(path, "node_modules"));
    if (this.#targets.names.has(name)) found.push({ name, place: this.#placeOf(path), version: undefined });
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
