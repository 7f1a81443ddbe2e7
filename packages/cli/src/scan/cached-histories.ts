import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { LockkeeperError, systemErrorCode, tryParsePackageName } from "@lockkeeper/core";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";

import type { Environment } from "../environment.ts";
import type { CopyMemory, CopyTimes } from "./copy-memory.ts";
import { isIntact, npmCacheFolder, openNpmCache } from "./npm-cache.ts";
import { withoutDetails } from "./slim-history.ts";
import { tryReadFile, tryStat } from "./try-read-file.ts";

/** A history from a client's cache. */
export interface CachedHistory {
  readonly history: ReleaseHistory;
  /** When the client kept its copy, in milliseconds since the epoch. */
  readonly copiedAt: number;
}

/** What clients keep on this machine of registries' documents. */
export interface CachedHistories {
  /** `privateNames` are those that the project takes from a registry of its own: no other one's copy is of them. */
  read(
    graphs: readonly DependencyGraph[],
    privateNames: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, CachedHistory>>;
}

/** A registry's document as a client has kept it. */
interface Copy {
  readonly bytes: Buffer;
  /** The hash that the cache keeps of the bytes, which were not compared yet. */
  readonly integrity: string | undefined;
}

/** Where a client keeps a document. */
interface CopyPlace {
  /** What says that the document is the same as in an earlier scan. */
  readonly key: string;
  readonly at: number;
  read(): Promise<Copy | undefined>;
}

/** Finds a registry's documents of a package, the latest first. */
type FindCopies = (base: string, name: string) => Promise<readonly CopyPlace[]>;

const documentMaxBytes = 40_000_000;
/** Some thousand documents; what is beyond is left, as if no client had it. */
const allMaxBytes = 300_000_000;

const atATime = 8;

/**
 * Opens the caches of npm and pnpm where these look for them; they are only read, and nobody is asked. What documents say is
 * remembered in the data folder, where there is one.
 */
export async function openCachedHistories(
  environment: Environment,
  memory?: CopyMemory,
): Promise<CachedHistories | undefined> {
  const finders = [findInNpm(environment), ...(await findInPnpm(environment))].filter(
    (each) => each !== undefined,
  );
  if (finders.length === 0) return undefined;
  const reader: CopyReader = { memory, clock: environment.clock, left: allMaxBytes };
  // A folder of a thousand repositories asks for the same packages a thousand times.
  const lacking = new Set<string>();
  let known: Promise<string> | undefined;
  const defaultBase = (): Promise<string> => (known ??= readDefaultRegistry(environment));

  async function findCopies(find: FindCopies, base: string, name: string): Promise<readonly CopyPlace[]> {
    const key = JSON.stringify([finders.indexOf(find), base, name]);
    if (lacking.has(key)) return [];
    const places = await find(base.replace(/\/+$/, ""), name);
    if (places.length === 0) lacking.add(key);
    return places;
  }

  async function readOne(asked: Asked, isPrivate: boolean): Promise<CachedHistory | undefined> {
    const bases = isPrivate || asked.bases.size > 0 ? [...asked.bases] : [await defaultBase()];
    for (const base of bases) {
      for (const find of finders) {
        const found = await readPlaces(await findCopies(find, base, asked.name), asked, reader);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  return {
    async read(graphs, privateNames) {
      const found = new Map<string, CachedHistory>();
      const waiting = listAsked(graphs);
      const take = async (): Promise<void> => {
        for (let asked = waiting.pop(); asked !== undefined; asked = waiting.pop()) {
          const cached = await readOne(asked, privateNames.has(asked.name));
          if (cached !== undefined) found.set(asked.name, cached);
        }
      };
      await Promise.all(Array.from({ length: atATime }, take));
      return found;
    },
  };
}

/** What documents are read with. */
interface CopyReader {
  readonly memory: CopyMemory | undefined;
  readonly clock: Environment["clock"];
  /** Bytes that may still be read. */
  left: number;
}

/** What a document comes to: nothing at all, nothing that matters, or a history. */
type CopyReading = "none" | "settled" | ReleaseHistory;

/** The first document that tells times decides: whether it has something to say, and what. */
async function readPlaces(
  places: readonly CopyPlace[],
  asked: Asked,
  reader: CopyReader,
): Promise<CachedHistory | undefined> {
  for (const place of places) {
    const reading = (await recall(place, asked, reader)) ?? (await readPlace(place, asked, reader));
    if (reading === "settled") return undefined;
    if (reading !== "none") return { history: reading, copiedAt: place.at };
  }
  return undefined;
}

/** What the document said when it was last read; `undefined` where that does not answer what is asked now. */
async function recall(
  { key }: CopyPlace,
  asked: Asked,
  { memory, clock }: CopyReader,
): Promise<CopyReading | undefined> {
  const times = memory?.timesOf(key);
  if (times === undefined || times === "none") return times;
  return isSettled(times, asked, clock.now()) ? "settled" : await memory?.historyOf(key, asked.name);
}

async function readPlace(place: CopyPlace, asked: Asked, reader: CopyReader): Promise<CopyReading> {
  const { memory, clock } = reader;
  const copy = reader.left > 0 ? await place.read() : undefined;
  if (copy === undefined) return "none";
  reader.left -= copy.bytes.length;
  const times = timesIn(copy, asked);
  memory?.note(place.key, times);
  if (times === "none") return "none";
  if (isSettled(times, asked, clock.now())) return "settled";
  const history = tryParseHistory(copy, asked.name);
  if (history === undefined) {
    memory?.note(place.key, "none");
    return "none";
  }
  await memory?.keep(place.key, history);
  return history;
}

async function readDefaultRegistry(environment: Environment): Promise<string> {
  const engine = await environment.engine();
  return engine.readRegistryDefaults().defaultRegistry;
}

/** What is asked about a package. */
interface Asked {
  readonly name: string;
  readonly versions: Set<string>;
  /** The addresses of registries that lockfiles have it from. */
  readonly bases: Set<string>;
}

function listAsked(graphs: readonly DependencyGraph[]): Asked[] {
  const asked = new Map<string, Asked>();
  for (const { packages } of graphs) {
    for (const { kind, name, version, resolved } of packages) {
      if (kind !== "registry" || tryParsePackageName(name) === undefined) continue;
      const known = asked.get(name) ?? { name, versions: new Set(), bases: new Set() };
      known.versions.add(version);
      const at = resolved?.indexOf(`/${name}/-/`) ?? -1;
      if (resolved !== undefined && at > 0) known.bases.add(resolved.slice(0, at));
      asked.set(name, known);
    }
  }
  return [...asked.values()];
}

const timesKey = '"time":{';
const settledMs = 365 * 86_400_000;

/** The times of the asked versions as registries write them, looked for in the bytes; `none` in a document without times. */
function timesIn({ bytes }: Copy, { versions }: Asked): CopyTimes {
  // npm keeps a short form as well, which has no times.
  const times = bytes.lastIndexOf(timesKey);
  if (times < 0 || bytes.length > documentMaxBytes) return "none";
  return new Map([...versions].map((version) => [version, timeIn(bytes, version, times)] as const));
}

/** More characters than a time has. */
const timeMaxCharacters = 40;

function timeIn(bytes: Buffer, version: string, from: number): number | undefined {
  const key = `"${version}":"`;
  const at = bytes.indexOf(key, from);
  if (at < 0) return undefined;
  const [text = ""] = bytes
    .toString("latin1", at + key.length, at + key.length + timeMaxCharacters)
    .split('"', 1);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Whether a document has nothing to say that rules ask for: it takes a while to read hundreds of them, and of a version that
 * has stood for a year neither age nor evidence count.
 */
function isSettled(times: Exclude<CopyTimes, "none">, { versions }: Asked, now: number): boolean {
  return [...versions].every((version) => {
    const time = times.get(version);
    return time !== undefined && now - time >= settledMs;
  });
}

function tryParseHistory({ bytes, integrity }: Copy, name: string): ReleaseHistory | undefined {
  if (integrity !== undefined && !isIntact(bytes, integrity)) return undefined;
  try {
    const history = withoutDetails(parseReleaseHistory(bytes));
    // Without usable times a copy says less than nothing: every version would seem to be of no age.
    const hasTimes = history.releases.some(({ publishedAt }) => publishedAt.state === "present");
    return history.name === name && hasTimes ? history : undefined;
  } catch (error) {
    // A copy that is cut or of another form is as good as none.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}

function findInNpm(environment: Environment): FindCopies | undefined {
  const folder = npmCacheFolder(environment);
  if (!existsSync(join(folder, "_cacache", "index-v5"))) return undefined;
  const cache = openNpmCache(folder);
  return async (base, name) => {
    const answers = await cache.answersOf(`${base}/${name.replace("/", "%2f")}`);
    return answers.map(({ integrity, at }) => ({
      key: integrity,
      at,
      read: async () => {
        const bytes = await cache.uncheckedBytesOf(integrity);
        return bytes === undefined ? undefined : { bytes, integrity };
      },
    }));
  };
}

/** pnpm keeps whole documents only where it was asked for ages. */
async function findInPnpm(environment: Environment): Promise<readonly FindCopies[]> {
  const root = pnpmCacheOf(environment);
  const folders = (await listNames(root)).filter((name) => /^metadata-full(?:-v[\d.]{1,8})?$/.test(name));
  return folders.map((folder) => async (base, name) => {
    const host = hostOf(base);
    if (host === undefined) return [];
    const path = join(root, folder, host.replace(":", "+"), `${name}.json`);
    const stats = existsSync(path) ? await tryStat(path) : undefined;
    if (stats === undefined) return [];
    const read = async (): Promise<Copy | undefined> => {
      const bytes = await tryReadFile(path, documentMaxBytes);
      return bytes === undefined ? undefined : { bytes, integrity: undefined };
    };
    return [{ key: JSON.stringify([path, stats.mtimeMs, stats.size]), at: stats.mtimeMs, read }];
  });
}

function hostOf(base: string): string | undefined {
  return URL.canParse(base) ? new URL(base).host : undefined;
}

function pnpmCacheOf({ env, homeFolder, platform }: Environment): string {
  if (platform === "darwin") return join(homeFolder, "Library", "Caches", "pnpm");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? homeFolder, "pnpm-cache");
  return join(env["XDG_CACHE_HOME"] ?? join(homeFolder, ".cache"), "pnpm");
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}
