import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { Environment } from "./environment.ts";
import { findObstacles } from "./run-obstacles.ts";
import type { Obstacle } from "./run-obstacles.ts";
import { registryOfTarball } from "./run-registries.ts";
import type { KnownRegistry, RegistrySource } from "./run-registries.ts";

/** What the files say about where packages come from. */
export interface Scan {
  readonly registries: readonly KnownRegistry[];
  /** Folders with a lockfile of a client that keeps what it once fetched. */
  readonly keepingFolders: readonly string[];
  /** Folders with a lockfile that takes tarballs from addresses of no known form. */
  readonly strayingFolders: readonly string[];
  /** Whether the project's Yarn is 2 or later. */
  readonly isBerry: boolean;
  /** Whether a `.yarnrc` names a proxy. */
  readonly hasYarnrcProxy: boolean;
  /** Whether files of pnpm lie there. */
  readonly usesPnpm: boolean;
  /** Settings that no variable of the environment overrules. */
  readonly obstacles: readonly Obstacle[];
  /** Files that could not be looked at. */
  readonly unreadable: readonly string[];
}

type Form = "settings" | "lockfile" | "manifest";

const projectFiles: ReadonlyMap<string, Form> = new Map([
  [".npmrc", "settings"],
  [".yarnrc", "settings"],
  [".yarnrc.yml", "settings"],
  ["bunfig.toml", "settings"],
  [".bunfig.toml", "settings"],
  ["pnpm-workspace.yaml", "settings"],
  ["package.json", "manifest"],
  ["package-lock.json", "lockfile"],
  ["npm-shrinkwrap.json", "lockfile"],
  ["yarn.lock", "lockfile"],
  ["pnpm-lock.yaml", "lockfile"],
  ["bun.lock", "lockfile"],
  ["bun.lockb", "lockfile"],
]);
const unvisited: ReadonlySet<string> = new Set(["node_modules", "bower_components"]);
const fileMaxBytes = 64_000_000;
const maxFolders = 3000;
const maxDepth = 8;
const foldersAtATime = 16;
// One pass over the text; what follows an address in any of the formats ends it.
const addressForm = /https?:\/\/[^\s"'`<>,;()[\]{}#\\^|]{1,2000}/gi;
/** Where a lockfile says what a package is taken from; other addresses are of its homepage and the like. */
const sourceForm = /(?:resolved"?:? {1,4}"|tarball: {1,4}['"]?|", {0,4}")(https?:\/\/[^"'\s,}]{1,2000})/g;
const encodedForm = /https?%3A%2F%2F[A-Za-z0-9%._~+@-]{1,2000}/gi;
const variableForm = /\$\{([A-Za-z_][A-Za-z0-9_]{0,100})(?::?-([^}]{0,500}))?\??\}/g;
const berryManifest = /"packageManager"\s{0,20}:\s{0,20}"yarn@(?:[2-9]|\d\d)/;
const yarnrcProxy = /^[ \t]{0,100}["']?proxy\b/m;
const berryLockfile = /^__metadata:/m;

/**
 * Looks through the settings files and lockfiles of the folder, of all folders above it and below it, and of the user,
 * for the registries that they name. The files are not parsed: whatever could be an address is taken for one, since a
 * host too many does no harm.
 */
export async function scanFolders(environment: Environment): Promise<Scan> {
  const scanner = new Scanner(environment);
  const user = userFiles(environment).map((path) => scanner.readFile(path, "settings", "user"));
  await Promise.all(user);
  for (const folder of foldersAbove(environment.cwd)) await scanner.readFolder(folder);
  await scanner.descend(environment.cwd);
  scanner.readVariables();
  return scanner.result();
}

function userFiles({ env, homeFolder, platform }: Environment): readonly string[] {
  const named = [env["npm_config_userconfig"], env["NPM_CONFIG_USERCONFIG"], env["npm_config_globalconfig"]];
  const config = env["XDG_CONFIG_HOME"] ?? join(homeFolder, ".config");
  const pnpm =
    platform === "darwin" ? join(homeFolder, "Library", "Preferences", "pnpm") : join(config, "pnpm");
  return [
    ...named.filter((path) => path !== undefined && path !== ""),
    ...[".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml"].map((name) => join(homeFolder, name)),
    ...["rc", "auth.ini", "config.yaml"].map((name) => join(pnpm, name)),
    join(config, ".bunfig.toml"),
  ].filter((path) => path !== undefined);
}

function foldersAbove(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let here = dirname(folder); folders.at(-1) !== here; here = dirname(here)) folders.push(here);
  return folders;
}

class Scanner {
  readonly #environment: Environment;
  readonly #found = new Map<string, RegistrySource>();
  readonly #keepingFolders = new Set<string>();
  readonly #strayingFolders = new Set<string>();
  readonly #unreadable: string[] = [];
  readonly #obstacles: Obstacle[] = [];
  #isBerry = false;
  #hasYarnrcProxy = false;
  #usesPnpm = false;
  #folders = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  result(): Scan {
    return {
      registries: [...this.#found].map(([url, source]) => ({ url, source })),
      keepingFolders: [...this.#keepingFolders],
      strayingFolders: [...this.#strayingFolders],
      isBerry: this.#isBerry,
      hasYarnrcProxy: this.#hasYarnrcProxy,
      usesPnpm: this.#usesPnpm,
      obstacles: this.#obstacles,
      unreadable: this.#unreadable,
    };
  }

  /** Variables of the environment that point a client at a registry. */
  readVariables(): void {
    for (const [name, value] of Object.entries(this.#environment.env)) {
      if (value !== undefined && /registry/i.test(name)) this.#addSettings(value, "user");
    }
  }

  async descend(top: string): Promise<void> {
    let level: readonly string[] = [top];
    for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
      const below: string[] = [];
      for (let index = 0; index < level.length; index += foldersAtATime) {
        const lists = level.slice(index, index + foldersAtATime).map((folder) => this.readFolder(folder));
        for (const list of await Promise.all(lists)) below.push(...list);
      }
      level = below.slice(0, Math.max(0, maxFolders - this.#folders));
    }
  }

  /** Reads the files of a folder that matter and answers the folders in it that may hold more. */
  async readFolder(folder: string): Promise<readonly string[]> {
    this.#folders += 1;
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      const reads = entries.flatMap((entry) => {
        const form = projectFiles.get(entry.name);
        return form === undefined ? [] : [this.readFile(join(folder, entry.name), form, "project")];
      });
      await Promise.all(reads);
      return entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !unvisited.has(entry.name))
        .map((entry) => join(folder, entry.name));
    } catch (error) {
      this.#note(folder, error);
      return [];
    }
  }

  async readFile(path: string, form: Form, source: RegistrySource): Promise<void> {
    try {
      const text = await readText(path);
      if (form === "settings") this.#addSettings(text, source);
      if (form === "lockfile") this.#addLockfile(path, text);
      if (form === "manifest" && berryManifest.test(text)) this.#isBerry = true;
      const name = basename(path);
      this.#obstacles.push(...findObstacles(path, name, text));
      if (name === ".yarnrc.yml" && source === "project") this.#isBerry = true;
      if (name === ".yarnrc" && yarnrcProxy.test(text)) this.#hasYarnrcProxy = true;
      if (name.startsWith("pnpm-")) this.#usesPnpm = true;
    } catch (error) {
      this.#note(path, error);
    }
  }

  #addSettings(text: string, source: RegistrySource): void {
    const { env } = this.#environment;
    const expanded = text.replace(
      variableForm,
      (whole, name: string, otherwise: string | undefined) => env[name] ?? otherwise ?? whole,
    );
    for (const [address] of expanded.matchAll(addressForm)) this.#add(address, source);
  }

  #addLockfile(path: string, text: string): void {
    const isBerry = path.endsWith("yarn.lock") && berryLockfile.test(text.slice(0, 1000));
    if (isBerry) this.#isBerry = true;
    if (isBerry || path.endsWith("pnpm-lock.yaml")) this.#keepingFolders.add(dirname(path));
    for (const [, address = ""] of text.matchAll(sourceForm)) {
      if (registryOfTarball(address) !== undefined) continue;
      this.#strayingFolders.add(dirname(path));
      break;
    }
    const addresses = [...text.matchAll(addressForm)].map(([address]) => address);
    // Yarn Berry writes addresses as parts of a query.
    const encoded = [...text.matchAll(encodedForm)].map(([address]) =>
      address.replaceAll(/%3a/gi, ":").replaceAll(/%2f/gi, "/"),
    );
    for (const address of [...addresses, ...encoded]) {
      const registry = registryOfTarball(address);
      if (registry !== undefined) this.#add(registry, "lockfile");
    }
  }

  #add(url: string, source: RegistrySource): void {
    const known = this.#found.get(url);
    if (known === undefined || known === "lockfile") this.#found.set(url, source);
  }

  #note(path: string, error: unknown): void {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return;
    this.#unreadable.push(`${path} (${code ?? String(error)})`);
  }
}

async function readText(path: string): Promise<string> {
  // Opening a pipe that nobody writes to would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > fileMaxBytes) throw new TypeError("no file, or too large");
    return (await handle.readFile()).toString("latin1");
  } finally {
    await handle.close();
  }
}
