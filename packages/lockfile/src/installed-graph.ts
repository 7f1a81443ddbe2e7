import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { readBounded } from "./bounded-file.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { asErrorOfFile, tooLarge } from "./errors.ts";
import { GraphDraft, nothingTold } from "./graph-draft.ts";
import { mergeRoots, overridesOfProject } from "./graph-input.ts";
import { memberOf, membersOf, parseJsonTree, textOf } from "./json-tree.ts";
import type { JsonNode } from "./json-tree.ts";
import type { LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { createPathResolver } from "./path-resolver.ts";
import { listManifestDependencies } from "./project-manifest.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import type { UnreadableFile } from "./read-manifests.ts";
import { decodeText } from "./text-of-bytes.ts";

const packagesFolder = "node_modules";
/** Where pnpm, Bun and Yarn keep the packages that the other folders link to. */
const storeFolders: ReadonlySet<string> = new Set([".pnpm", ".bun", ".store"]);
const installScripts = ["preinstall", "install", "postinstall"];
const readAtOnce = 32;

/** What is installed below a folder, and what of it could not be read. */
export interface InstalledPackages {
  readonly graph: DependencyGraph;
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * Walks `node_modules` as it lies on the disk, each folder once and no link: where a link leads to is looked at by itself.
 * Answers `undefined` when there is none. Throws `LOCKFILE_TOO_LARGE`, and what the system throws for the folder itself.
 */
export async function readInstalledPackages(
  folder: string,
  manifests: readonly ProjectManifest[],
  limits: LockfileLimits,
): Promise<InstalledPackages | undefined> {
  const base = await realpath(folder);
  const walk = new InstalledWalk(base, manifests, limits);
  await walk.look("");
  for (const manifest of manifests) if (manifest.folder !== ".") await walk.addTarget(manifest.folder);
  if (!walk.hasPackages) return undefined;
  return { graph: walk.join(manifests), unreadable: walk.unreadable };
}

interface FoundPackage {
  readonly place: string;
  readonly manifest: JsonNode | undefined;
}

class InstalledWalk {
  readonly unreadable: UnreadableFile[] = [];
  readonly #base: string;
  readonly #members: ReadonlySet<string>;
  readonly #limits: LockfileLimits;
  readonly #draft: GraphDraft;
  readonly #links = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #looked = new Set<string>();
  hasPackages = false;

  constructor(base: string, manifests: readonly ProjectManifest[], limits: LockfileLimits) {
    this.#base = base;
    this.#members = new Set(manifests.map(({ folder }) => folder));
    this.#limits = limits;
    this.#draft = new GraphDraft(limits);
  }

  join(manifests: readonly ProjectManifest[]): DependencyGraph {
    const find = createPathResolver(this.#draft.packages, this.#links);
    return this.#draft.join(
      mergeRoots([], manifests),
      {
        ofPackage: ({ place }, { name }) => find(place, name),
        ofRoot: ({ folder }, { name }) => find(folder === "." ? "" : folder, name),
      },
      { source: "node-modules", formatVersion: undefined, overrides: overridesOfProject(manifests) },
    );
  }

  /** Looks through the packages of a folder, through what they have themselves, then through what their links lead to. */
  async look(folder: string): Promise<void> {
    const waiting: string[] = [folder];
    const allLinks: string[] = [];
    for (const next of waiting) {
      const { packages, links, stores } = await this.#list(joinPlace(next, packagesFolder));
      // One by one: a call takes only so many arguments, and a folder may hold more.
      for (const place of stores) waiting.push(place);
      for (const place of packages) waiting.push(place);
      for (const link of links) allLinks.push(link);
      for (let start = 0; start < packages.length; start += readAtOnce) {
        const some = packages.slice(start, start + readAtOnce);
        for (const found of await Promise.all(some.map((place) => this.#read(place)))) this.#add(found);
      }
    }
    for (const link of allLinks) await this.#follow(link);
  }

  /** Takes in a folder that a link leads to, or a member of the workspace; each once. */
  async addTarget(place: string): Promise<void> {
    if (place === "" || this.#known.has(place)) return;
    this.#add(await this.#read(place));
    await this.look(place);
  }

  async #list(place: string): Promise<Listing> {
    const listing: Listing = { packages: [], links: [], stores: [] };
    if (this.#looked.has(place)) return listing;
    this.#looked.add(place);
    if (this.#looked.size > this.#limits.maxEntries)
      throw tooLarge(`${String(this.#limits.maxEntries)} folders`);
    for (const entry of await this.#entries(place)) {
      const path = joinPlace(place, entry.name);
      if (storeFolders.has(entry.name)) {
        this.hasPackages = true;
        // pnpm hoists into the store itself what everything inside may import.
        listing.stores.push(path);
        for (const { name } of await this.#entries(path))
          if (name !== packagesFolder) listing.stores.push(joinPlace(path, name));
      } else if (entry.name.startsWith("@")) {
        for (const scoped of await this.#entries(path))
          sortEntry(scoped, joinPlace(path, scoped.name), listing);
      } else sortEntry(entry, path, listing);
    }
    if (listing.packages.length + listing.links.length > 0) this.hasPackages = true;
    return listing;
  }

  async #entries(place: string): Promise<readonly Entry[]> {
    const folder = join(this.#base, place);
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    } catch (error) {
      const code = systemErrorCode(error);
      if (code !== "ENOENT" && code !== "ENOTDIR")
        this.unreadable.push({ file: folder, error: asErrorOfFile(folder, error) });
      return [];
    }
  }

  async #follow(place: string): Promise<void> {
    const path = join(this.#base, place);
    try {
      const target = relative(this.#base, await realpath(path))
        .split(sep)
        .join("/");
      this.#links.set(place, target);
      await this.addTarget(target);
    } catch (error) {
      // A link to nothing, as an optional package leaves it, or one that leads in circles, installs nothing.
      const code = systemErrorCode(error);
      if (code === "ENOENT" || code === "ELOOP") return;
      this.unreadable.push({ file: path, error: asErrorOfFile(path, error) });
    }
  }

  async #read(place: string): Promise<FoundPackage> {
    const file = join(this.#base, place, "package.json");
    try {
      const text = decodeText(await readBounded(file, this.#limits.maxBytes), this.#limits);
      return { place, manifest: parseJsonTree(text, { isLenient: false, maxDepth: this.#limits.maxDepth }) };
    } catch (error) {
      // A folder without a manifest is no package: it may hold those that others need.
      const code = systemErrorCode(error);
      if (code !== "ENOENT" && code !== "ENOTDIR")
        this.unreadable.push({ file, error: asErrorOfFile(file, error) });
      return { place, manifest: undefined };
    }
  }

  #add({ place, manifest }: FoundPackage): void {
    if (this.#known.has(place)) return;
    this.#known.add(place);
    if (manifest === undefined) return;
    const scripts = membersOf(memberOf(manifest, "scripts"));
    this.#draft.add({
      ...nothingTold,
      name: textOf(manifest, "name") ?? nameOfPlace(place),
      version: textOf(manifest, "version") ?? "",
      resolved: textOf(manifest, "_resolved"),
      integrity: textOf(manifest, "_integrity"),
      line: 1,
      kind: this.#kindOf(place),
      place,
      declared: listManifestDependencies(manifest, false),
      hasInstallScript: installScripts.some((name) => scripts.has(name)),
      license: textOf(manifest, "license"),
    });
  }

  #kindOf(place: string): LockedPackageKind {
    if (this.#members.has(place)) return "workspace";
    return place.startsWith(`${packagesFolder}/`) || place.includes(`/${packagesFolder}/`)
      ? "registry"
      : "file";
  }
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

interface Listing {
  readonly packages: string[];
  readonly links: string[];
  readonly stores: string[];
}

function sortEntry(entry: Entry, place: string, { packages, links }: Listing): void {
  if (entry.name.startsWith(".")) return;
  if (entry.isSymbolicLink()) links.push(place);
  else if (entry.isDirectory()) packages.push(place);
}

function joinPlace(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function nameOfPlace(place: string): string {
  const start = place.lastIndexOf(`${packagesFolder}/`);
  return start < 0 ? place : place.slice(start + packagesFolder.length + 1);
}
