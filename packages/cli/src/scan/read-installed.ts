import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { readArchive } from "@lockkeeper/archive";
import { LockkeeperError, systemErrorCode } from "@lockkeeper/core";
import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";
import type { InstalledFile, InstalledPackage } from "@lockkeeper/scan";

import type { NpmCache } from "./npm-cache.ts";
import { tryReadFile } from "./try-read-file.ts";

/** How the installed tree of a project is read. */
export interface InstalledOptions {
  readonly folder: string;
  /** What is expected, by place. */
  readonly graphs: readonly DependencyGraph[];
  readonly cache: NpmCache | undefined;
  /** Whether every package is compared with its tarball, rather than those that run scripts. */
  readonly isThorough: boolean;
}

const manifestMaxBytes = 2_000_000;
const atATime = 32;
const lifecycle = ["preinstall", "install", "postinstall"] as const;

/** Reads what lies on disk at the places that lockfiles name, and what lies beside them at the top. Never runs anything. */
export async function readInstalled(
  options: InstalledOptions,
): Promise<ReadonlyMap<string, InstalledPackage>> {
  const expected = new Map<string, GraphPackage | undefined>();
  for (const name of await topNames(options.folder)) expected.set(`node_modules/${name}`, undefined);
  for (const { packages } of options.graphs) {
    for (const each of packages) if (each.place.startsWith("node_modules/")) expected.set(each.place, each);
  }
  const found = new Map<string, InstalledPackage>();
  const entries = [...expected].filter(([place]) => isInside(place));
  for (let at = 0; at < entries.length; at += atATime) {
    const read = await Promise.all(
      entries.slice(at, at + atATime).map(([place, each]) => readPackage(place, each, options)),
    );
    for (const each of read) if (each !== undefined) found.set(each.place, each);
  }
  return found;
}

/** Security: a lockfile's place is foreign text, and leads nowhere else. */
function isInside(place: string): boolean {
  return !place.split("/").includes("..") && !place.includes("\0") && !place.includes("\\");
}

/** The packages at the top of `node_modules`, with their scopes; links are members of the workspace. */
async function topNames(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await listFolder(join(folder, "node_modules"))) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    if (!entry.name.startsWith("@")) names.push(entry.name);
    else
      for (const inner of await listFolder(join(folder, "node_modules", entry.name)))
        if (inner.isDirectory()) names.push(`${entry.name}/${inner.name}`);
  }
  return names;
}

type Entry = Awaited<ReturnType<typeof listEntries>>[number];

async function listFolder(folder: string): Promise<readonly Entry[]> {
  try {
    return await listEntries(folder);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}

function listEntries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true });
}

async function readPackage(
  place: string,
  expected: GraphPackage | undefined,
  options: InstalledOptions,
): Promise<InstalledPackage | undefined> {
  const folder = join(options.folder, ...place.split("/"));
  const bytes = await tryReadFile(join(folder, "package.json"), manifestMaxBytes);
  if (bytes === undefined) return undefined;
  const manifest = tryParseManifest(bytes.toString("utf8"));
  const { installScripts } = manifest;
  const files = await listFiles(folder);
  const isSuspect = installScripts.size > 0 || expected?.hasInstallScript === true;
  const isCompared = options.isThorough || isSuspect;
  return {
    place,
    ...manifest,
    files,
    missing: await missingFiles(folder, [...installScripts.values()]),
    changed: isCompared ? await compareWithTarball(folder, expected, options.cache) : undefined,
  };
}

type ManifestWords = Pick<InstalledPackage, "name" | "version" | "installScripts">;

function tryParseManifest(text: string): ManifestWords {
  const members = membersOf(tryParseJson(text));
  const scripts = membersOf(members.get("scripts"));
  return {
    name: textOf(members.get("name")),
    version: textOf(members.get("version")),
    installScripts: new Map(
      lifecycle.flatMap((each): readonly (readonly [string, string])[] => {
        const command = textOf(scripts.get(each));
        return command === undefined ? [] : [[each, command]];
      }),
    ),
  };
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const maxFiles = 200;

async function listFiles(folder: string): Promise<readonly InstalledFile[]> {
  const entries = (await listFolder(folder)).filter((entry) => entry.isFile()).slice(0, maxFiles);
  const files = await Promise.all(
    entries.map(async ({ name }) => ({
      path: name,
      modifiedAt: (await statOf(join(folder, name)))?.mtimeMs,
    })),
  );
  return files.flatMap(({ path, modifiedAt }) => (modifiedAt === undefined ? [] : [{ path, modifiedAt }]));
}

async function statOf(path: string): Promise<{ readonly mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

const nodeCommand = /^node\s+(?:\.\/)?([\w./-]{1,200}\.[cm]?js)\s*$/;

/** Files that a script starts and that are not there; a command that could fail unnoticed says nothing. */
async function missingFiles(folder: string, commands: readonly string[]): Promise<readonly string[]> {
  const named = commands.flatMap((command) => nodeCommand.exec(command.trim())?.[1] ?? []).filter(isInside);
  const missing: string[] = [];
  for (const file of named) {
    if ((await statOf(join(folder, ...file.split("/")))) === undefined) missing.push(file);
  }
  return missing;
}

const fileMaxBytes = 20_000_000;

/** Files of the tarball that are otherwise on disk or gone; `undefined` where the cache does not have it. */
async function compareWithTarball(
  folder: string,
  expected: GraphPackage | undefined,
  cache: NpmCache | undefined,
): Promise<readonly string[] | undefined> {
  if (expected?.kind !== "registry" || expected.integrity === undefined || expected.isPatched)
    return undefined;
  const bytes = await cache?.bytesOf(expected.integrity);
  const entries = bytes === undefined ? undefined : tryReadTarball(bytes);
  if (entries === undefined) return undefined;
  const changed: string[] = [];
  for (const entry of entries) {
    if (!isInside(entry.path)) continue;
    const onDisk = await tryReadFile(join(folder, ...entry.path.split("/")), fileMaxBytes);
    if (onDisk === undefined || !isSame(onDisk, entry.bytes)) changed.push(entry.path);
  }
  return changed;
}

/** npm takes the carriage returns out of programs that it links. */
function isSame(onDisk: Buffer, packed: Uint8Array): boolean {
  if (onDisk.equals(packed)) return true;
  const text = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString("latin1");
  return (
    text.startsWith("#!") &&
    text.replaceAll("\r\n", "\n") === onDisk.toString("latin1").replaceAll("\r\n", "\n")
  );
}

function tryReadTarball(
  bytes: Buffer,
): readonly { readonly path: string; readonly bytes: Uint8Array }[] | undefined {
  try {
    const archive = readArchive(bytes);
    return archive.isPartial ? undefined : archive.entries;
  } catch (error) {
    // What cannot be read cannot be compared; the hash vouches for it all the same.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}
