import { buildPackage } from "./built-package.ts";
import type { Manifest } from "./built-package.ts";
import { toInstant } from "./fake-clock.ts";
import type { Maintainer, Publisher, StoredVersion } from "./registry-model.ts";
import type { SigningKey } from "./signing-key.ts";
import type { TarballFile } from "./tarball.ts";

/** How a version is published. */
export interface PublishOptions {
  /** Milliseconds since the epoch or ISO 8601; the clock's time when left out. */
  readonly at?: number | string;
  /** What `time` says instead of `at`; `null` leaves the entry out. */
  readonly claimedAt?: number | string | null;
  /** `latest` when left out; an empty list sets none. */
  readonly tag?: string | readonly string[];
  readonly files?: readonly TarballFile[];
  readonly publisher?: Publisher;
  readonly maintainers?: readonly Maintainer[];
  readonly attested?: boolean;
  /** Signed by the registry's key unless `false`. */
  readonly signed?: boolean;
  readonly gitHead?: string;
  readonly deprecated?: string;
}

const defaultPublisher: Publisher = { name: "maintainer", email: "maintainer@publisher.example" };

/** Builds and signs a version the way a registry stores it. */
export function storeVersion(manifest: Manifest, options: PublishOptions, key: SigningKey): StoredVersion {
  const built = buildPackage(manifest, options.files);
  const publisher = options.publisher ?? defaultPublisher;
  const message = `${manifest.name}@${manifest.version}:${built.integrity}`;
  return {
    built,
    publisher,
    maintainers: options.maintainers ?? [{ name: publisher.name, email: publisher.email }],
    gitHead: options.gitHead,
    isAttested: options.attested ?? false,
    signatures: options.signed === false ? [] : [{ keyid: key.keyid, sig: key.sign(message) }],
    deprecated: options.deprecated,
    claimedAt: typeof options.claimedAt === "string" ? toInstant(options.claimedAt) : options.claimedAt,
  };
}

/** The tags that a publish sets. */
export function tagsOf({ tag }: PublishOptions): readonly string[] {
  return typeof tag === "string" ? [tag] : (tag ?? ["latest"]);
}
