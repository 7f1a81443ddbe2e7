import { LockkeeperError, tryParsePackageName } from "@lockkeeper/core";
import { createUpstreamSource, InspectError } from "@lockkeeper/inspect";
import type { Inspector } from "@lockkeeper/inspect";
import { createUpstreams, RegistryError } from "@lockkeeper/registry";
import type { PublishedPackage } from "@lockkeeper/scan";
import { parseReleaseHistory, TrustError } from "@lockkeeper/trust";
import type { Release } from "@lockkeeper/trust";

import type { Environment } from "../environment.ts";
import { isIntact, npmCacheFolder, openNpmCache } from "../scan/npm-cache.ts";
import { createQuietLogger, readEngineSettings } from "../settings.ts";
import { createFrugalSource, findTarball } from "./tarballs-at-hand.ts";
import type { FrugalSource, TarballCaches } from "./tarballs-at-hand.ts";
import { checksumOfTarball } from "./yarn-checksum.ts";

/** Where packages are asked for while a repair is planned. */
export interface PublishedSource {
  /**
   * What the registry says of a package; `undefined` where it has none, gives it to nobody here, or nobody may be asked.
   * Throws REGISTRY_* errors of a registry that cannot be asked at all.
   */
  read(name: string): Promise<PublishedPackage | undefined>;
  /** Why a package that was asked for is not to be had, where that is known. */
  whyNot?(name: string): string | undefined;
  /**
   * The checksum that Yarn 4 locks of a release, from its bytes; `undefined` where it has none that could be worked out.
   * Throws REGISTRY_* errors.
   */
  checksum(name: string, release: Release): Promise<string | undefined>;
  /** The bytes of a tarball by the hash that a lockfile has of them; `undefined` where they are not to be had. */
  bytes?(locked: LockedTarball): Promise<Uint8Array | undefined>;
  /** Opens an inspector that asks the same registry, and for nothing twice; none where nobody may be asked. */
  readonly openInspector?: () => Promise<Inspector>;
  close(): Promise<void>;
}

/** A version whose bytes are locked. Its texts are foreign. */
export interface LockedTarball {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** Opens the registries that the user's npm is configured with, or the given one. Throws what `readEngineSettings` throws. */
export async function openPublishedSource(
  flags: {
    readonly data: string | undefined;
    readonly upstream: string | undefined;
    readonly isOffline: boolean;
  },
  environment: Environment,
): Promise<PublishedSource> {
  const settings = await readEngineSettings({ ...flags, policy: undefined }, environment);
  if (flags.isOffline) {
    const caches = await openCaches(settings.dataFolder, environment);
    return { ...noSource, bytes: ({ integrity }) => findTarball(integrity, caches) };
  }
  const upstreams = createUpstreams(settings.upstreams, {
    userAgent: `lockkeeper/${environment.version}`,
    proxy: settings.proxy,
  });
  const caches = await openCaches(settings.dataFolder, environment);
  const source = createFrugalSource(createUpstreamSource(upstreams), caches);
  const refusals = new Map<string, string>();
  const read = (name: string): Promise<PublishedPackage | undefined> => readPackage(name, source, refusals);
  return {
    read,
    whyNot: (name) => refusals.get(name),
    async checksum(name, { tarball, integrity }) {
      const parsed = tryParsePackageName(name);
      if (parsed === undefined || tarball === undefined || integrity === undefined) return undefined;
      try {
        const bytes = await source.fetchTarball(parsed, tarball, tarballMaxBytes);
        return checksumOfTarball(name, bytes, integrity);
      } catch (error) {
        if (refusalOf(error) === undefined) throw error;
        return undefined;
      }
    },
    bytes: async (locked) =>
      (await findTarball(locked.integrity, caches)) ?? (await fetchLocked(locked, source, read)),
    async openInspector() {
      const engine = await environment.engine();
      const workers = Math.min(environment.processors, maxWorkers);
      return await engine.openInspector({ ...settings, registry: source, workers });
    },
    close: () => upstreams.close(),
  };
}

async function readPackage(
  name: string,
  source: FrugalSource,
  refusals: Map<string, string>,
): Promise<PublishedPackage | undefined> {
  const parsed = tryParsePackageName(name);
  try {
    const bytes = parsed === undefined ? undefined : await source.fetchPackument(parsed);
    if (bytes === undefined) return undefined;
    const published = toPublished(bytes);
    for (const { tarball, integrity } of published.history.releases)
      if (tarball !== undefined && integrity !== undefined) source.note(tarball, integrity);
    return published;
  } catch (error) {
    const why = refusalOf(error);
    if (why === undefined) throw error;
    refusals.set(name, why);
    return undefined;
  }
}

/** The registry's bytes of a version, where they are the locked ones. */
async function fetchLocked(
  { name, version, integrity }: LockedTarball,
  source: FrugalSource,
  read: (name: string) => Promise<PublishedPackage | undefined>,
): Promise<Uint8Array | undefined> {
  const parsed = tryParsePackageName(name);
  try {
    const release = (await read(name))?.history.releases.find((each) => each.version === version);
    if (parsed === undefined || release?.tarball === undefined) return undefined;
    const bytes = await source.fetchTarball(parsed, release.tarball, tarballMaxBytes);
    return isIntact(bytes, integrity) ? bytes : undefined;
  } catch (error) {
    // Whoever wants them has another way, and says so.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}

/** What a look costs is reading two packages, each on a thread of its own. */
const maxWorkers = 2;

async function openCaches(dataFolder: string, environment: Environment): Promise<TarballCaches> {
  const { createBlobCache, openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolder);
  return {
    npm: openNpmCache(npmCacheFolder(environment)),
    blobs: createBlobCache(folder, { clock: environment.clock, logger: createQuietLogger(environment) }),
  };
}

/** What a registry has against one package says nothing of the others: malicious ones are withheld by many. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof InspectError) return "the registry does not give its bytes";
  if (error instanceof TrustError) return `the registry's document of it cannot be read: ${error.message}`;
  if (!(error instanceof RegistryError) || ofRegistry.has(error.code)) return undefined;
  return error.code === "REGISTRY_UNAUTHORIZED"
    ? "the registry withholds it from us"
    : `the registry gives no document of it that could be read: ${error.message}`;
}

/** What is of the registry rather than of a package. */
const ofRegistry: ReadonlySet<string> = new Set([
  "REGISTRY_UNREACHABLE",
  "REGISTRY_BAD_UPSTREAM",
  "REGISTRY_FORBIDDEN_HOST",
]);

const tarballMaxBytes = 200_000_000;

const noSource: PublishedSource = {
  read: async () => undefined,
  checksum: async () => undefined,
  close: async () => undefined,
};

function toPublished(bytes: Uint8Array): PublishedPackage {
  const history = parseReleaseHistory(bytes);
  // It was parsed as JSON with versions a line ago.
  const document: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
  const versions = isObject(document) ? document["versions"] : undefined;
  return {
    history,
    manifestOf: (version) => {
      const manifest = isObject(versions) && Object.hasOwn(versions, version) ? versions[version] : undefined;
      return isObject(manifest) ? manifest : undefined;
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
