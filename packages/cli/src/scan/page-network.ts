import { createHash } from "node:crypto";

import { readArchive } from "@lockkeeper/archive";
import { LockkeeperError, parsePackageName, tryParseIntegrity, tryParsePackageName } from "@lockkeeper/core";
import { createUpstreamSource } from "@lockkeeper/inspect";
import type { RegistrySource } from "@lockkeeper/inspect";
import { createUpstreams } from "@lockkeeper/registry";
import type { PageFetcher } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { readEngineSettings } from "../settings.ts";

/** The network that pages are compared with. */
export interface PageNetwork extends PageFetcher {
  close(): Promise<void>;
}

/** What is remembered of one run; pages of a site load the same few files. */
const maxKept = 200;
const resourceMaxBytes = 20_000_000;
const tarballMaxBytes = 200_000_000;
/** Security: addresses of pages are asked for as tarballs of other hosts are: only public ones, and without credentials. */
const carrier = parsePackageName("page");

/** Opens the network: the registries that the user's npm is configured with, and whatever hosts pages name. */
export async function openPageNetwork(
  flags: { readonly data: string | undefined; readonly upstream: string | undefined },
  environment: Environment,
): Promise<PageNetwork> {
  if (environment.pages !== undefined) return { ...environment.pages, close: async () => undefined };
  const settings = await readEngineSettings({ ...flags, policy: undefined }, environment);
  const upstreams = createUpstreams(settings.upstreams, {
    userAgent: `lockkeeper/${environment.version}`,
    proxy: settings.proxy,
  });
  return { ...createPageFetcher(createUpstreamSource(upstreams)), close: () => upstreams.close() };
}

/** Creates what fetches for pages; every failure to fetch says the same, that the bytes cannot be had. */
export function createPageFetcher(source: RegistrySource): PageFetcher {
  const keep = createMemory();
  return {
    fetchResource: (url) => keep(url, () => source.fetchTarball(carrier, url, resourceMaxBytes)),
    async fetchPackageFile(name, version, path) {
      const files = await keep(`${name}@${version}`, () => fetchFiles(source, name, version));
      return files?.get(path);
    },
  };
}

function createMemory(): <Value>(key: string, make: () => Promise<Value>) => Promise<Value | undefined> {
  const kept = new Map<string, unknown>();
  return async <Value>(key: string, make: () => Promise<Value>) => {
    // What is kept under a key was made by the same function.
    if (kept.has(key)) return kept.get(key) as Value | undefined;
    if (kept.size >= maxKept) kept.clear();
    const value = await make().catch(ignoreFailure);
    kept.set(key, value);
    return value;
  };
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof LockkeeperError)) throw error;
}

async function fetchFiles(
  source: RegistrySource,
  name: string,
  version: string,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const parsed = tryParsePackageName(name);
  const packument = parsed === undefined ? undefined : await source.fetchPackument(parsed);
  if (parsed === undefined || packument === undefined) return undefined;
  const dist = distOf(packument, version);
  if (dist === undefined) return undefined;
  const tarball = await source.fetchTarball(parsed, dist.url, tarballMaxBytes);
  if (!isIntact(tarball, dist.integrity)) return undefined;
  return new Map(readArchive(tarball).entries.map(({ path, bytes }) => [path, bytes]));
}

function distOf(
  packument: Uint8Array,
  version: string,
): { readonly url: string; readonly integrity: string } | undefined {
  const document: unknown = JSON.parse(Buffer.from(packument).toString("utf8"));
  const manifest = memberOf(memberOf(document, "versions"), version);
  const dist = memberOf(manifest, "dist");
  const [url, integrity] = [memberOf(dist, "tarball"), memberOf(dist, "integrity")];
  return typeof url === "string" && typeof integrity === "string" ? { url, integrity } : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

function isIntact(bytes: Uint8Array, integrity: string): boolean {
  const hashes = tryParseIntegrity(integrity) ?? [];
  return hashes.some(
    ({ algorithm, digest }) => createHash(algorithm).update(bytes).digest("base64") === digest,
  );
}
