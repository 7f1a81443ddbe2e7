import { join } from "node:path";

import { redact, tryParseIntegrity } from "@lockkeeper/core";

import type { ExposureTarget } from "../../question.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { listFolder, tryLook, tryReadBytes } from "../installed-tree/tree-disk.ts";
import { parseTarballPath } from "../tarball-path.ts";
import type { CacacheEntry } from "./cacache-bucket.ts";
import { parseCacacheBucket } from "./cacache-bucket.ts";
import type { CacheFind, CacheQuery } from "./cache-find.ts";
import { listOffered } from "./offered-versions.ts";

const bucketBytes = 8_000_000;
const documentBytes = 128_000_000;
const requestPrefix = "make-fetch-happen:request-cache:";

/** Reads npm's cache (`_cacache`): tarballs that were fetched, and documents of packages that offered a version. */
export async function* readNpmCache(query: CacheQuery, targets: TargetSet): AsyncIterable<CacheFind> {
  const { folder, onRefused } = query;
  const index = join(folder, "index-v5");
  for (const first of await listFolder(index, onRefused)) {
    for (const second of await listFolder(join(index, first.name), onRefused)) {
      const bucket = join(index, first.name, second.name);
      for (const file of await listFolder(bucket, onRefused)) {
        const ref = `index-v5/${first.name}/${second.name}/${file.name}`;
        yield* readBucket({ ...query, path: join(bucket, file.name), ref }, targets);
      }
    }
  }
}

interface BucketQuery extends CacheQuery {
  readonly path: string;
  readonly ref: string;
}

async function* readBucket(query: BucketQuery, targets: TargetSet): AsyncIterable<CacheFind> {
  const bytes = await tryReadBytes(query.path, bucketBytes, query.onRefused);
  if (bytes === undefined) return;
  const { entries, broken } = parseCacacheBucket(bytes.toString("utf8"));
  if (broken > 0) query.onRefused(query.path, `${String(broken)} of its lines are cut or changed`);
  // Of a tarball that was fetched several times, every time is told; a document counts by its last ones.
  const removed = entries.at(-1)?.integrity === undefined;
  for (const entry of entries) {
    const tarball = findTarball(entry, targets);
    if (tarball !== undefined) yield await describeTarball(entry, { ...tarball, removed }, query);
    else yield* findDocument(entry, targets, query);
  }
}

interface FoundTarball {
  readonly name: string;
  readonly version: string | undefined;
}

/** A tarball by its address, or by its hash whatever the address. */
function findTarball({ key, integrity }: CacacheEntry, targets: TargetSet): FoundTarball | undefined {
  if (integrity === undefined) return undefined;
  const named = parseTarballPath(addressOf(key));
  const [target] = targets.ofIntegrity(integrity);
  if (named !== undefined && targets.ofVersion(named.name, named.version).length > 0) return named;
  if (target === undefined) return undefined;
  return { name: target.name, version: onlyVersion(target) ?? named?.version };
}

function onlyVersion({ versions }: ExposureTarget): string | undefined {
  return versions !== "all" && versions.length === 1 ? versions[0] : undefined;
}

async function describeTarball(
  entry: CacacheEntry,
  { name, version, removed }: FoundTarball & { readonly removed: boolean },
  { folder, ref }: BucketQuery,
): Promise<CacheFind> {
  const path = contentPath(folder, entry.integrity);
  const isThere = path !== undefined && (await tryLook(path, () => undefined)) !== undefined;
  const rest = isThere ? "its bytes are still there" : "its bytes are gone";
  return {
    kind: "fetched",
    name,
    version,
    since: timeOf(entry),
    ref,
    detail: `npm fetched ${redact(addressOf(entry.key).slice(0, 500))}; ${removed ? "the entry was removed since, " : ""}${rest}`,
  };
}

/** A package's document that names a version shows that it was on offer when the client asked. */
async function* findDocument(
  entry: CacacheEntry,
  targets: TargetSet,
  { folder, ref, onRefused }: BucketQuery,
): AsyncIterable<CacheFind> {
  const name = nameOfDocument(addressOf(entry.key));
  const path = contentPath(folder, entry.integrity);
  if (name === undefined || path === undefined || !targets.names.has(name)) return;
  const bytes = await tryReadBytes(path, documentBytes, onRefused);
  for (const version of bytes === undefined ? [] : listOffered(bytes, name)) {
    if (targets.ofVersion(name, version).length === 0) continue;
    const since = timeOf(entry);
    const detail = `npm asked for the versions of ${name}, and was offered ${version}`;
    yield { kind: "accepts", name, version, since, ref, detail };
  }
}

function addressOf(key: string): string {
  return key.startsWith(requestPrefix) ? key.slice(requestPrefix.length) : key;
}

/** The last part of the address, with the scope before it: `/axios`, `/@scope%2fname`. */
function nameOfDocument(address: string): string | undefined {
  const path = address.replace(/[?#].*$/s, "").replace(/%2f/gi, "/");
  return /\/((?:@[^/@]{1,200}\/)?[^/@]{1,214})$/.exec(path.slice(-500))?.[1];
}

function timeOf({ time }: CacacheEntry): CacheFind["since"] {
  return time === undefined ? undefined : { at: time, basis: "stated", toleranceMs: 0 };
}

function contentPath(folder: string, integrity: string | undefined): string | undefined {
  const [hash] = integrity === undefined ? [] : (tryParseIntegrity(integrity) ?? []);
  if (hash === undefined) return undefined;
  const hex = Buffer.from(hash.digest, "base64").toString("hex");
  return join(folder, "content-v2", hash.algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}
