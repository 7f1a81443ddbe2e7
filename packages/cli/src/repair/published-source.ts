import { tryParsePackageName } from "@lockkeeper/core";
import { createUpstreamSource, InspectError } from "@lockkeeper/inspect";
import { createUpstreams, RegistryError } from "@lockkeeper/registry";
import type { PublishedPackage } from "@lockkeeper/scan";
import { parseReleaseHistory, TrustError } from "@lockkeeper/trust";
import type { Release } from "@lockkeeper/trust";

import type { Environment } from "../environment.ts";
import { readEngineSettings } from "../settings.ts";
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
  const refusals = new Map<string, string>();
  return {
    async read(name) {
      const parsed = tryParsePackageName(name);
      try {
        const bytes = parsed === undefined ? undefined : await source.fetchPackument(parsed);
        return bytes === undefined ? undefined : toPublished(bytes);
      } catch (error) {
        const why = refusalOf(error);
        if (why === undefined) throw error;
        refusals.set(name, why);
        return undefined;
      }
    },
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
    close: () => upstreams.close(),
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
