import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode, tryParseJson } from "@lockkeeper/core";
import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";
import type { InstalledFile, InstalledPackage } from "@lockkeeper/scan";

import { compareWithTarball } from "./compare-installed.ts";
import { isInside, placeIn } from "./installed-place.ts";
import type { NpmCache } from "./npm-cache.ts";
import { tryReadFile, tryStat } from "./try-read-file.ts";

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
  const folder = placeIn(options.folder, place);
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
    changed: isCompared ? await compareWithTarball(expected, options) : undefined,
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
      modifiedAt: (await tryStat(join(folder, name)))?.mtimeMs,
    })),
  );
  return files.flatMap(({ path, modifiedAt }) => (modifiedAt === undefined ? [] : [{ path, modifiedAt }]));
}

const nodeCommand = /^node\s+(?:\.\/)?([\w./-]{1,200}\.[cm]?js)\s*$/;

/** Files that a script starts and that are not there; a command that could fail unnoticed says nothing. */
async function missingFiles(folder: string, commands: readonly string[]): Promise<readonly string[]> {
  const named = commands.flatMap((command) => nodeCommand.exec(command.trim())?.[1] ?? []).filter(isInside);
  const missing: string[] = [];
  for (const file of named) {
    if ((await tryStat(placeIn(folder, file))) === undefined) missing.push(file);
  }
  return missing;
}
