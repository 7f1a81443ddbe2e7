import type { Integrity, Logger } from "@lockkeeper/core";
import { limits, toErrorRecord, tryFromShasum, tryParseIntegrity } from "@lockkeeper/core";
import type { PackumentVersion, Upstream } from "@lockkeeper/registry";
import { RegistryError } from "@lockkeeper/registry";
import type { BlobCache, BlobHandle } from "@lockkeeper/store";
import { SingleFlight } from "./single-flight.ts";

/** A tarball, verified against the integrity its packument states. */
export interface Tarball {
  readonly blob: BlobHandle;
  readonly integrity: Integrity;
  readonly isFromCache: boolean;
}

/** What the source is made of. */
export interface TarballSourceParts {
  readonly blobs: BlobCache;
  readonly logger: Logger;
}

/** Gets tarballs from the content-addressed cache or the upstream; never yields bytes that were not verified. */
export class TarballSource {
  readonly #parts: TarballSourceParts;
  readonly #flights = new SingleFlight<Tarball>();

  constructor(parts: TarballSourceParts) {
    this.#parts = parts;
  }

  /** The tarball of a listed version. Throws REGISTRY_* and STORE_* errors; a mismatch keeps nothing. */
  async get(entry: PackumentVersion, upstream: Upstream): Promise<Tarball> {
    const integrity = integrityOf(entry);
    const cached = await this.#parts.blobs.open(integrity);
    if (cached !== undefined) return { blob: cached, integrity, isFromCache: true };
    return await this.#flights.run(`${upstream.id} ${integrity[0].algorithm}-${integrity[0].digest}`, () =>
      this.#download(entry, upstream, integrity),
    );
  }

  /** Removes a version's bytes from the cache; answers whether there were any. */
  async purge(entry: {
    readonly integrity: string | undefined;
    readonly shasum: string | undefined;
  }): Promise<boolean> {
    const integrity = tryIntegrityOf(entry);
    return integrity !== undefined && (await this.#parts.blobs.purge(integrity));
  }

  async #download(entry: PackumentVersion, upstream: Upstream, integrity: Integrity): Promise<Tarball> {
    if (entry.tarball === undefined) {
      throw new RegistryError("REGISTRY_BAD_PACKUMENT", {
        message: `Cannot download version "${entry.version}" as its packument names no tarball`,
      });
    }
    const { status, body, length } = await upstream.fetchTarball(entry.tarball.url);
    if (status !== 200) {
      body.destroy();
      throw new RegistryError("REGISTRY_BAD_RESPONSE", {
        message: `Cannot download "${entry.tarball.url}" as the upstream answered ${status}`,
        details: { status },
      });
    }
    try {
      const blob = await this.#parts.blobs.write(body, {
        expected: integrity,
        maxBytes: limits.tarballMaxBytes,
        announced: length,
      });
      return { blob, integrity, isFromCache: false };
    } catch (error) {
      this.#parts.logger.log("error", {
        code: "FIREWALL_TARBALL_REJECTED",
        message: `Cannot accept the tarball "${entry.tarball.url}"`,
        fields: { cause: toErrorRecord(error), expected: entry.integrity ?? entry.shasum },
      });
      throw error;
    }
  }
}

function tryIntegrityOf(entry: {
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
}): Integrity | undefined {
  const stated = entry.integrity === undefined ? undefined : tryParseIntegrity(entry.integrity);
  return stated ?? (entry.shasum === undefined ? undefined : tryFromShasum(entry.shasum));
}

function integrityOf(entry: PackumentVersion): Integrity {
  const integrity = tryIntegrityOf(entry);
  if (integrity !== undefined) return integrity;
  throw new RegistryError("REGISTRY_BAD_PACKUMENT", {
    message: `Cannot serve version "${entry.version}" as its packument states no integrity and no checksum`,
    hint: "Bytes that nothing vouches for are not served.",
  });
}
