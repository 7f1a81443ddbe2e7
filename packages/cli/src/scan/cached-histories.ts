import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { LockkeeperError, systemErrorCode, tryParsePackageName } from "@lockkeeper/core";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";

import type { Environment } from "../environment.ts";
import { isIntact, openNpmCache } from "./npm-cache.ts";
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
  readonly at: number;
}

/** Finds a registry's document of a package; `undefined` where there is none that tells times. */
type FindCopy = (base: string, name: string) => Promise<Copy | undefined>;

const documentMaxBytes = 40_000_000;
/** Some thousand documents; what is beyond is left, as if no client had it. */
const allMaxBytes = 300_000_000;

const atATime = 8;

/** Opens the caches of npm and pnpm where these look for them; they are only read, and nobody is asked. */
export async function openCachedHistories(environment: Environment): Promise<CachedHistories | undefined> {
  const finders = [findInNpm(environment), ...(await findInPnpm(environment))].filter(
    (each) => each !== undefined,
  );
  if (finders.length === 0) return undefined;
  let budget = allMaxBytes;
  // A folder of a thousand repositories asks for the same packages a thousand times.
  const lacking = new Set<string>();
  let known: Promise<string> | undefined;
  const defaultBase = (): Promise<string> => (known ??= readDefaultRegistry(environment));

  async function findCopy(find: FindCopy, base: string, asked: Asked): Promise<Copy | undefined> {
    const key = JSON.stringify([finders.indexOf(find), base, asked.name]);
    if (budget <= 0 || lacking.has(key)) return undefined;
    const copy = await find(base.replace(/\/+$/, ""), asked.name);
    if (copy === undefined) lacking.add(key);
    budget -= copy?.bytes.length ?? 0;
    return copy !== undefined && isOfUse(copy, asked, environment.clock.now()) ? copy : undefined;
  }

  async function readOne(asked: Asked, isPrivate: boolean): Promise<CachedHistory | undefined> {
    const bases = isPrivate || asked.bases.size > 0 ? [...asked.bases] : [await defaultBase()];
    for (const base of bases) {
      for (const find of finders) {
        const copy = await findCopy(find, base, asked);
        const history = copy === undefined ? undefined : tryParseHistory(copy, asked.name);
        if (copy !== undefined && history !== undefined) return { history, copiedAt: copy.at };
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

/**
 * Whether a document has something to say that rules ask for: it takes a while to read hundreds of them, and of a version
 * that has stood for a year neither age nor evidence count. Looked for in the bytes, as registries write times.
 */
function isOfUse({ bytes }: Copy, { versions }: Asked, now: number): boolean {
  const times = bytes.lastIndexOf(timesKey);
  return [...versions].some((version) => {
    const key = `"${version}":"`;
    const at = bytes.indexOf(key, Math.max(0, times));
    const time =
      at < 0 ? Number.NaN : Date.parse(bytes.toString("latin1", at + key.length, at + key.length + 24));
    return Number.isNaN(time) || now - time < settledMs;
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

function findInNpm({ env, homeFolder }: Environment): FindCopy | undefined {
  const named = env["npm_config_cache"] ?? env["NPM_CONFIG_CACHE"];
  const folder = named === undefined || named === "" ? resolve(homeFolder, ".npm") : named;
  if (!existsSync(join(folder, "_cacache", "index-v5"))) return undefined;
  const cache = openNpmCache(folder);
  return async (base, name) => {
    for (const { integrity, at } of await cache.answersOf(`${base}/${name.replace("/", "%2f")}`)) {
      const bytes = await cache.uncheckedBytesOf(integrity);
      // npm keeps a short form as well, which has no times.
      if (bytes !== undefined && bytes.length <= documentMaxBytes && bytes.lastIndexOf(timesKey) >= 0)
        return { bytes, at, integrity };
    }
    return undefined;
  };
}

/** pnpm keeps whole documents only where it was asked for ages. */
async function findInPnpm(environment: Environment): Promise<readonly FindCopy[]> {
  const root = pnpmCacheOf(environment);
  const folders = (await listNames(root)).filter((name) => /^metadata-full(?:-v[\d.]{1,8})?$/.test(name));
  return folders.map((folder) => async (base, name) => {
    const host = hostOf(base);
    if (host === undefined) return undefined;
    const path = join(root, folder, host.replace(":", "+"), `${name}.json`);
    if (!existsSync(path)) return undefined;
    const [bytes, stats] = [await tryReadFile(path, documentMaxBytes), await tryStat(path)];
    return bytes === undefined || stats === undefined
      ? undefined
      : { bytes, at: stats.mtimeMs, integrity: undefined };
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
