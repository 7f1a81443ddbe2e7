import { join } from "node:path";

import { LockkeeperError, tryParsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import type { Upstreams } from "@lockkeeper/registry";
import type { ScanCopies, UnreadFile } from "@lockkeeper/scan";
import type { Store } from "@lockkeeper/store";
import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { createQuietLogger, readEngineSettings } from "../settings.ts";
import { openCachedHistories } from "./cached-histories.ts";
import type { CachedHistories, CachedHistory } from "./cached-histories.ts";
import { openCopyMemory } from "./copy-memory.ts";
import type { CopyMemory } from "./copy-memory.ts";
import type { ScanInput } from "./scan-input.ts";
import type { ScanProgress } from "./scan-progress.ts";
import { historyOfSightings, withoutDetails } from "./slim-history.ts";
import { unreadFile } from "./unread-file.ts";

/** What is known of packages' releases, and what could not be had. */
export interface HistoriesReading {
  readonly histories: ReadonlyMap<string, ReleaseHistory>;
  readonly unread: readonly UnreadFile[];
  /** The copies among them that clients keep on this machine. */
  readonly copies: ScanCopies | undefined;
}

/** Reads histories of the packages of graphs, from the data folder and, when asked to, from registries. */
export interface HistoryReader {
  /** `privateNames` are those that the project takes from a registry of its own. */
  read(graphs: readonly DependencyGraph[], privateNames: ReadonlySet<string>): Promise<HistoriesReading>;
  close(): Promise<void>;
}

/** What histories are read with. */
export interface HistoryParts {
  readonly input: Pick<ScanInput, "data" | "upstream" | "isOnline">;
  readonly environment: Environment;
  readonly progress: ScanProgress;
}

/** Opens what histories are read from: the data folder's database, clients' caches, or a registry where that is wanted. */
export async function createHistoryReader(parts: HistoryParts): Promise<HistoryReader> {
  const { input, environment } = parts;
  if (input.isOnline) return createOnlineReader(await openUpstreams(input, environment), parts.progress);
  const store = await openSeenStore(input.data, environment);
  const memory = await openCopyMemory(dataFolderOf(input.data, environment));
  return createLocalReader({ store, memory, caches: await openCachedHistories(environment, memory) });
}

async function openUpstreams(
  { data, upstream }: HistoryParts["input"],
  environment: Environment,
): Promise<Upstreams> {
  const { createUpstreams } = await import("@lockkeeper/registry");
  const { upstreams, proxy, version } = await readEngineSettings(
    { data, upstream, policy: undefined },
    environment,
  );
  return createUpstreams(upstreams, {
    userAgent: `lockkeeper/${version}`,
    ...(proxy === undefined ? {} : { proxy }),
  });
}

/** The store of a firewall that has run here; a scan makes none. */
async function openSeenStore(data: string | undefined, environment: Environment): Promise<Store | undefined> {
  const root = dataFolderOf(data, environment);
  if (!(await isThere(join(root, "lockkeeper.db")))) return undefined;
  const { openDataFolder, openStore } = await import("@lockkeeper/store");
  const folder = await openDataFolder(root);
  return await openStore(folder, { clock: environment.clock, logger: createQuietLogger(environment) });
}

interface LocalParts {
  readonly store: Store | undefined;
  readonly memory: CopyMemory | undefined;
  readonly caches: CachedHistories | undefined;
}

/** What a firewall has seen, and what clients keep of what they asked for; the former where both know a package. */
function createLocalReader({ store, memory, caches }: LocalParts): HistoryReader {
  return {
    async read(graphs, privateNames) {
      const histories = new Map<string, ReleaseHistory>();
      const cached = (await caches?.read(graphs, privateNames)) ?? new Map<string, CachedHistory>();
      const copiedAt: number[] = [];
      for (const name of namesOf(graphs)) {
        const seen = store?.sightings.versionsOf(name) ?? [];
        const copy = cached.get(name);
        if (seen.length > 0) histories.set(name, historyOfSightings(name, seen));
        else if (copy !== undefined) {
          histories.set(name, copy.history);
          copiedAt.push(copy.copiedAt);
        }
      }
      return { histories, unread: [], copies: copiesOf(copiedAt) };
    },
    close: async () => {
      await memory?.save();
      await store?.close();
    },
  };
}

function copiesOf(times: readonly number[]): ScanCopies | undefined {
  if (times.length === 0) return undefined;
  const sorted = times.toSorted((left, right) => left - right);
  return { packages: times.length, oldestAt: sorted[0] ?? 0, newestAt: sorted.at(-1) ?? 0 };
}

/** A registry is asked a few things at a time. */
const atATime = 8;

function createOnlineReader(upstreams: Upstreams, progress: ScanProgress): HistoryReader {
  const known = new Map<string, ReleaseHistory | undefined>();
  return {
    async read(graphs, privateNames) {
      const failures: LockkeeperError[] = [];
      const names = [...namesOf(graphs)].filter((name) => mayBeAsked(name, privateNames, upstreams));
      const waiting = names.filter((name) => !known.has(name));
      let done = 0;
      await Promise.all(
        Array.from({ length: atATime }, async () => {
          for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
            try {
              known.set(name, await fetchHistory(name, upstreams));
            } catch (error) {
              if (!(error instanceof LockkeeperError)) throw error;
              failures.push(error);
            }
            done += 1;
            progress.tell(`asked about ${done} packages, last ${name}`);
          }
        }),
      );
      const found = names.flatMap((name): readonly (readonly [string, ReleaseHistory])[] => {
        const history = known.get(name);
        return history === undefined ? [] : [[name, history]];
      });
      return {
        histories: new Map(found),
        unread: [...unreadOf(failures), ...timelessOf(found)],
        copies: undefined,
      };
    },
    close: () => upstreams.close(),
  };
}

/** The public registry is not told the names of packages that the project takes from elsewhere. */
function mayBeAsked(
  name: PackageName,
  privateNames: ReadonlySet<string>,
  upstreams: Pick<Upstreams, "routeOf" | "primary">,
): boolean {
  return !privateNames.has(name) || upstreams.routeOf(name) !== upstreams.primary;
}

async function fetchHistory(name: PackageName, upstreams: Upstreams): Promise<ReleaseHistory | undefined> {
  const answer = await upstreams.routeOf(name).fetchPackument(name, {});
  return answer.kind === "fresh" ? withoutDetails(parseReleaseHistory(answer.bytes)) : undefined;
}

/** Copies of registries have the times of the copy: nothing can be said of ages then, and that has to be said. */
function timelessOf(histories: readonly (readonly [string, ReleaseHistory])[]): readonly UnreadFile[] {
  const timeless = histories.filter(([, { releases }]) =>
    releases.every(({ publishedAt }) => publishedAt.state !== "present"),
  );
  const [first] = timeless;
  if (first === undefined) return [];
  const [name, { releases }] = first;
  const time = releases[0]?.publishedAt;
  const why = time?.state === "unavailable" ? time.reason : "the registry gives none";
  return [
    {
      file: registryWord,
      line: undefined,
      code: "CLI_NO_TIMES",
      message: `Cannot tell the age of ${timeless.length} packages, ${name} first: ${why}`,
      hint: "Name a registry that keeps publish times with --upstream.",
    },
  ];
}

const registryWord = "(registry)";

function unreadOf(failures: readonly LockkeeperError[]): readonly UnreadFile[] {
  const [first] = failures;
  if (first === undefined) return [];
  const unread = unreadFile(registryWord, first);
  const message = `Cannot tell of ${failures.length} packages what the registry says, first: ${unread.message}`;
  return [{ ...unread, message }];
}

function namesOf(graphs: readonly DependencyGraph[]): ReadonlySet<PackageName> {
  const names = new Set<PackageName>();
  for (const { packages } of graphs) {
    for (const { kind, name } of packages) {
      const parsed = kind === "registry" ? tryParsePackageName(name) : undefined;
      if (parsed !== undefined) names.add(parsed);
    }
  }
  return names;
}
