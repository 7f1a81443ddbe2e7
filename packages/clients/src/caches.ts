import { open, readdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { systemErrorCode, unreachable } from "@lockkeeper/core";
import type { Bypass } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
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
}

interface CacheForm {
  /** Relative to the cache's folder: what is counted. */
  readonly counted: readonly string[];
  /** How deep the entries lie below. */
  readonly depth: number;
}

const maxCounted = 5000;

/** The caches of a client that hold something. Never reads more of them than names, and of npm's the index. */
export async function findCaches(
  settings: ClientSettings,
  place: ClientPlace,
  firewall: string,
): Promise<readonly ClientCache[]> {
  const folder = cacheFolder(settings, place);
  const form = formOf(settings.client.kind);
  const files: string[] = [];
  for (const part of form.counted) await list(join(folder, part), form.depth, files);
  if (files.length === 0) return [];
  const isCountCut = files.length >= maxCounted;
  const fromFirewall = settings.client.kind === "npm" ? await countFromFirewall(files, firewall) : undefined;
  return [{ folder, entries: files.length, isCountCut, fromFirewall }];
}

/** What the caches mean for the protection. */
export function cacheBypasses({ client }: ClientSettings, caches: readonly ClientCache[]): readonly Bypass[] {
  return caches.flatMap(({ folder, entries, isCountCut, fromFirewall }) => {
    if (!isCountCut && fromFirewall === entries) return [];
    const many = `${isCountCut ? "more than " : ""}${entries} ${entries === 1 ? "entry" : "entries"}`;
    const whence =
      fromFirewall === undefined
        ? "it does not say whence they came"
        : `${entries - fromFirewall} of them did not come through this firewall`;
    return [
      bypassAt(folder, undefined, {
        id: "warm-cache",
        area: "caches",
        weight: "doubtful",
        message: `the cache holds ${many} that are installed without asking; ${whence}`,
        fix: `clear it once behind the firewall: ${clearing[client.kind]}`,
        isClosedByRun: true,
      }),
    ];
  });
}

const clearing = {
  npm: "npm cache clean --force",
  pnpm: "remove the folder (pnpm store path tells it)",
  "yarn-classic": "yarn cache clean",
  "yarn-berry": "yarn cache clean --all",
  bun: "bun pm cache rm",
} as const;

function formOf(kind: ClientSettings["client"]["kind"]): CacheForm {
  switch (kind) {
    case "npm":
      return { counted: [join("_cacache", "index-v5")], depth: 3 };
    case "pnpm":
      return { counted: ["v3", "v10", "v11", "v12"], depth: 3 };
    case "yarn-classic":
      return { counted: ["v6", "v5", "v4"], depth: 1 };
    case "yarn-berry":
      return { counted: ["cache"], depth: 1 };
    case "bun":
      return { counted: ["."], depth: 1 };
    default:
      return unreachable(kind);
  }
}

function cacheFolder({ client, settings }: ClientSettings, place: ClientPlace): string {
  const { home, env } = place;
  const named = (...names: readonly string[]): string | undefined => {
    const setting = findSetting(settings, ...names);
    const text = setting === undefined ? "" : toText(setting.value).replace(/^~(?=\/)/, home);
    return isAbsolute(text) ? text : undefined;
  };
  switch (client.kind) {
    case "npm":
      return named("cache") ?? join(home, ".npm");
    case "pnpm":
      return named("store-dir") ?? pnpmStore(place);
    case "yarn-classic":
      return named("cache-folder") ?? yarnClassicCache(place);
    case "yarn-berry":
      return named("global-folder") ?? join(home, ".yarn", "berry");
    case "bun":
      return (
        absolute(env["BUN_INSTALL_CACHE_DIR"]) ??
        named("install.cache.dir") ??
        join(absolute(env["BUN_INSTALL"]) ?? join(home, ".bun"), "install", "cache")
      );
    default:
      return unreachable(client.kind);
  }
}

function pnpmStore({ home, env, platform }: ClientPlace): string {
  const own = absolute(env["PNPM_HOME"]);
  if (own !== undefined) return join(own, "store");
  const data = absolute(env["XDG_DATA_HOME"]);
  if (data !== undefined) return join(data, "pnpm", "store");
  if (platform === "darwin") return join(home, "Library", "pnpm", "store");
  if (platform === "win32") return join(absolute(env["LOCALAPPDATA"]) ?? home, "pnpm", "store");
  return join(home, ".local", "share", "pnpm", "store");
}

function yarnClassicCache({ home, env, platform }: ClientPlace): string {
  if (platform === "darwin") return join(home, "Library", "Caches", "Yarn");
  if (platform === "win32") return join(absolute(env["LOCALAPPDATA"]) ?? home, "Yarn", "Cache");
  return join(absolute(env["XDG_CACHE_HOME"]) ?? join(home, ".cache"), "yarn");
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
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
