import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorCode, unreachable } from "@lockkeeper/core";
import type { Bypass } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
import { absolute, bunFolder, pnpmStore, yarnClassicCache } from "./cache-folders.ts";
import { isAtFirewall } from "./firewall-address.ts";
import { findSetting, toText } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { ClientPlace } from "./settings-files.ts";

/** A cache of a client that may hold packages the firewall was never asked for. */
export interface ClientCache {
  readonly folder: string;
  /** What lies in it, counted as far as the bound. */
  readonly entries: number;
  readonly isCountCut: boolean;
  /** Entries that came through this firewall, where the cache says whence; `undefined` where it does not. */
  readonly fromFirewall: number | undefined;
  /** Whether it holds what npx and its like start. */
  readonly isRunCache: boolean;
}

/** Where a client keeps something, and how deep below its entries lie. */
interface CacheForm {
  readonly folder: string;
  /** Relative to the folder: what is counted. */
  readonly counted: readonly string[];
  readonly depth: number;
  /** Whether what lies there was installed to be started at once, as npx does. */
  readonly isRunCache: boolean;
}

const maxCounted = 5000;

/** The caches of a client that hold something. Never reads more of them than names, and of npm's the index. */
export async function findCaches(
  settings: ClientSettings,
  place: ClientPlace,
  firewall: string,
): Promise<readonly ClientCache[]> {
  const found = await Promise.all(
    formsOf(settings, place).map(async (form) => {
      const files: string[] = [];
      for (const part of form.counted) await list(join(form.folder, part), form.depth, files);
      if (files.length === 0) return [];
      const saysWhence = settings.client.kind === "npm" && !form.isRunCache;
      const fromFirewall = saysWhence ? await countFromFirewall(files, firewall) : undefined;
      const { folder, isRunCache } = form;
      return [
        { folder, isRunCache, entries: files.length, isCountCut: files.length >= maxCounted, fromFirewall },
      ];
    }),
  );
  return found.flat();
}

/** What the caches mean for the protection. */
export function cacheBypasses({ client }: ClientSettings, caches: readonly ClientCache[]): readonly Bypass[] {
  return caches.flatMap((cache) => {
    const { folder, entries, isCountCut, fromFirewall, isRunCache } = cache;
    if (!isCountCut && fromFirewall === entries) return [];
    const fix = isRunCache ? "remove the folder once behind the firewall" : clearing[client.kind];
    return [
      bypassAt(folder, undefined, {
        id: "warm-cache",
        area: "caches",
        weight: "doubtful",
        message: describeCache(cache),
        fix,
        isClosedByRun: true,
      }),
    ];
  });
}

function describeCache({ entries, isCountCut, fromFirewall, isRunCache }: ClientCache): string {
  const many = `${isCountCut ? "more than " : ""}${entries} ${entries === 1 ? "entry" : "entries"}`;
  if (isRunCache) return `this folder holds ${many} that are started without asking the firewall`;
  const whence =
    fromFirewall === undefined
      ? "it does not say whence they came"
      : `${entries - fromFirewall} of them did not come through this firewall`;
  return `the cache holds ${many} that are installed without asking; ${whence}`;
}

const clearing = {
  npm: "clear it once behind the firewall: npm cache clean --force",
  pnpm: "remove the folder once behind the firewall (pnpm store path tells it)",
  "yarn-classic": "clear it once behind the firewall: yarn cache clean",
  "yarn-berry": "clear it once behind the firewall: yarn cache clean --all",
  bun: "clear it once behind the firewall: bun pm cache rm",
} as const;

function formsOf(settings: ClientSettings, place: ClientPlace): readonly CacheForm[] {
  const folder = cacheFolder(settings, place);
  const kept = { folder, isRunCache: false } as const;
  switch (settings.client.kind) {
    case "npm":
      return [
        { ...kept, counted: [join("_cacache", "index-v5")], depth: 3 },
        { folder: join(folder, "_npx"), counted: ["."], depth: 1, isRunCache: true },
      ];
    case "pnpm":
      return [
        { ...kept, counted: ["v3", "v10", "v11", "v12"], depth: 3 },
        { folder: join(pnpmCache(settings, place), "dlx"), counted: ["."], depth: 1, isRunCache: true },
      ];
    case "yarn-classic":
      return [{ ...kept, counted: ["v6", "v5", "v4"], depth: 1 }];
    case "yarn-berry":
      return [{ ...kept, counted: ["cache"], depth: 1 }];
    case "bun":
      return [{ ...kept, counted: ["."], depth: 1 }];
    default:
      return unreachable(settings.client.kind);
  }
}

function cacheFolder(all: ClientSettings, place: ClientPlace): string {
  const { home, env } = place;
  switch (all.client.kind) {
    case "npm":
      return namedFolder(all, place, "cache") ?? join(home, ".npm");
    case "pnpm":
      return namedFolder(all, place, "store-dir") ?? pnpmStore(place);
    case "yarn-classic":
      return namedFolder(all, place, "cache-folder") ?? yarnClassicCache(place);
    case "yarn-berry":
      return namedFolder(all, place, "global-folder") ?? join(home, ".yarn", "berry");
    case "bun":
      return (
        absolute(env["BUN_INSTALL_CACHE_DIR"]) ??
        namedFolder(all, place, "install.cache.dir") ??
        join(bunFolder(place), "install", "cache")
      );
    default:
      return unreachable(all.client.kind);
  }
}

function namedFolder({ settings }: ClientSettings, { home }: ClientPlace, name: string): string | undefined {
  const setting = findSetting(settings, name);
  return setting === undefined ? undefined : absolute(toText(setting.value).replace(/^~(?=\/)/, home));
}

function pnpmCache(all: ClientSettings, place: ClientPlace): string {
  const { home, env, platform } = place;
  const named = namedFolder(all, place, "cache-dir");
  if (named !== undefined) return named;
  if (platform === "darwin") return join(home, "Library", "Caches", "pnpm");
  if (platform === "win32") return join(absolute(env["LOCALAPPDATA"]) ?? home, "pnpm-cache");
  return join(absolute(env["XDG_CACHE_HOME"]) ?? join(home, ".cache"), "pnpm");
}

const skippedCodes = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM"]);

async function list(folder: string, depth: number, found: string[]): Promise<void> {
  if (found.length >= maxCounted) return;
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (skippedCodes.has(systemErrorCode(error) ?? "")) return;
    throw error;
  }
  for (const name of names) {
    if (found.length >= maxCounted) return;
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    if (depth > 1) await list(path, depth - 1, found);
    else found.push(path);
  }
}

const indexBytes = 4096;

/** npm's index names the URL of each entry: those of this firewall were decided on by it. */
async function countFromFirewall(files: readonly string[], firewall: string): Promise<number> {
  let count = 0;
  for (const file of files) {
    const key = await readKey(file);
    if (key !== undefined && isAtFirewall(key, firewall)) count += 1;
  }
  return count;
}

async function readKey(path: string): Promise<string | undefined> {
  const file = await open(path, "r");
  try {
    const bytes = Buffer.alloc(indexBytes);
    const { bytesRead } = await file.read(bytes, 0, indexBytes, 0);
    const text = bytes.toString("utf8", 0, bytesRead);
    return /"key":"make-fetch-happen:request-cache:([^"\\]{1,2000})"/.exec(text)?.[1];
  } finally {
    await file.close();
  }
}
