import { tryParsePackageName } from "@lockkeeper/core";
import { createUpstreamSource } from "@lockkeeper/inspect";
import { createUpstreams } from "@lockkeeper/registry";
import type { PublishedPackage } from "@lockkeeper/scan";
import { parseReleaseHistory } from "@lockkeeper/trust";
import type { Release } from "@lockkeeper/trust";

import type { Environment } from "../environment.ts";
import { readEngineSettings } from "../settings.ts";
import { checksumOfTarball } from "./yarn-checksum.ts";

/** Where packages are asked for while a repair is planned. */
export interface PublishedSource {
  /** What the registry says of a package; `undefined` where it has none, or nobody may be asked. Throws REGISTRY_* errors. */
  read(name: string): Promise<PublishedPackage | undefined>;
  /**
   * The checksum that Yarn 4 locks of a release, from its bytes; `undefined` where it has none that could be worked out.
   * Throws REGISTRY_* errors.
   */
  checksum(name: string, release: Release): Promise<string | undefined>;
  close(): Promise<void>;
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
  if (flags.isOffline) return noSource;
  const settings = await readEngineSettings({ ...flags, policy: undefined }, environment);
  const upstreams = createUpstreams(settings.upstreams, {
    userAgent: `lockkeeper/${environment.version}`,
    proxy: settings.proxy,
  });
  const source = createUpstreamSource(upstreams);
  return {
    async read(name) {
      const parsed = tryParsePackageName(name);
      const bytes = parsed === undefined ? undefined : await source.fetchPackument(parsed);
      return bytes === undefined ? undefined : toPublished(bytes);
    },
    async checksum(name, { tarball, integrity }) {
      const parsed = tryParsePackageName(name);
      if (parsed === undefined || tarball === undefined || integrity === undefined) return undefined;
      return checksumOfTarball(name, await source.fetchTarball(parsed, tarball, tarballMaxBytes), integrity);
    },
    close: () => upstreams.close(),
  };
}

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
