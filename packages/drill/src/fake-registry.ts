import { Buffer } from "node:buffer";

import type { Clock } from "@lockkeeper/core";

import type { BulkAdvisory } from "./bulk-audit.ts";
import type { Manifest } from "./built-package.ts";
import { DrillError } from "./errors.ts";
import { toInstant } from "./fake-clock.ts";
import { isConcerned } from "./faults.ts";
import type { Fault, FaultBehaviour, FaultMatch, RecordedRequest } from "./faults.ts";
import { startHttpHost } from "./http-host.ts";
import { tarballFileName } from "./registry-documents.ts";
import { storeVersion, tagsOf } from "./publishing.ts";
import type { PublishOptions } from "./publishing.ts";
import type { RegistryEvent } from "./registry-model.ts";
import { createProtocol } from "./registry-protocol.ts";
import type { RegistryReply } from "./registry-protocol.ts";
import { createRegistryListener } from "./registry-server.ts";
import { createSigningKey } from "./signing-key.ts";
import type { SigningKey } from "./signing-key.ts";

/** How a fake registry differs from an ordinary public one. */
export interface FakeRegistryOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Decides what exists yet and what the `Date` header says. Without one everything published exists at once. */
  readonly clock?: Clock;
  readonly sendsEtag?: boolean;
  readonly sendsDate?: boolean;
  /** `false` makes a lossy mirror: no publishers, signatures, attestations, scripts, keys, and no tag but `latest`. */
  readonly keepsEvidence?: boolean;
  /** 405 is how a mirror answers that only knows GET. */
  readonly bulkAudit?: "answer" | 405;
  /** What the bulk audit knows, by package name. */
  readonly advisories?: Readonly<Record<string, readonly BulkAdvisory[]>>;
  /** Origin, and path prefix if any, of `dist.tarball` instead of the address it listens on. */
  readonly publicUrl?: string;
  /** Serves below a path such as `/npm/team`; part of `url`. */
  readonly pathPrefix?: string;
  /** Answers 401 to requests without this bearer token. */
  readonly token?: string;
}

/** A version that a fake registry now has. */
export interface PublishedVersion {
  readonly name: string;
  readonly version: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly shasum: string;
  /** As `dist.tarball` says it. */
  readonly tarballUrl: string;
}

/** A registry in this process that speaks npm's protocol on the loopback interface. */
export interface FakeRegistry {
  /** Without a final slash. */
  readonly url: string;
  /** Every request received, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** How long every answer is delayed, in milliseconds. */
  latencyMs: number;
  /** The key behind `dist.signatures`. */
  readonly key: SigningKey;
  /** Throws `DRILL_DUPLICATE_VERSION`. */
  publish(manifest: Manifest, options?: PublishOptions): PublishedVersion;
  /** Removes a version as the registry does, keeping its time. Throws `DRILL_UNKNOWN_VERSION`. */
  unpublish(name: string, version: string, at?: number | string): void;
  /** Sets a tag, or removes it when the version is `undefined`. */
  setTag(name: string, tag: string, version: string | undefined, at?: number | string): void;
  deprecate(name: string, version: string, message: string | undefined, at?: number | string): void;
  /** Misbehaves for the requests that match, the latest matching fault first; `times` bounds how often. Answers how to end it. */
  fault(match: FaultMatch, behaviour: FaultBehaviour, options?: { readonly times?: number }): () => void;
  clearRequests(): void;
  close(): Promise<void>;
}

/** Starts a fake registry. Throws `DRILL_PORT_TAKEN`, `DRILL_LISTEN_FAILED`. */
export async function startFakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const key = createSigningKey("fake registry");
  const events: RegistryEvent[] = [];
  const requests: RecordedRequest[] = [];
  const faults: CountedFault[] = [];
  const settings = { latencyMs: 0 };
  const pathPrefix = options.pathPrefix ?? "";
  const time = timeOf(options);
  const host = await startHttpHost(options.port ?? 0, (origin) =>
    createRegistryListener({
      protocol: createProtocol({
        events,
        key,
        style: {
          baseUrl: options.publicUrl ?? origin + pathPrefix,
          keepsEvidence: options.keepsEvidence ?? true,
        },
        advisories: options.bulkAudit === 405 ? undefined : (options.advisories ?? {}),
      }),
      now: time.visible,
      date: () => (options.sendsDate === false ? undefined : time.now()),
      sendsEtag: options.sendsEtag ?? true,
      pathPrefix,
      latencyMs: () => settings.latencyMs,
      observe: (request) => {
        requests.push({ ...request, at: time.now() });
        return takeFault(faults, request);
      },
      guard: (request) => refuseWithoutToken(options.token, request),
    }),
  );
  const url = host.url + pathPrefix;
  return {
    ...createShelf({ events, key, baseUrl: options.publicUrl ?? url, now: time.now }),
    url,
    key,
    requests,
    get latencyMs() {
      return settings.latencyMs;
    },
    set latencyMs(ms) {
      settings.latencyMs = ms;
    },
    fault: (match, behaviour, { times = Number.POSITIVE_INFINITY } = {}) => {
      const fault: CountedFault = { match, behaviour, remaining: times };
      faults.unshift(fault);
      return () => {
        fault.remaining = 0;
      };
    },
    clearRequests: () => {
      requests.length = 0;
    },
    close: () => host.close(),
  };
}

interface CountedFault extends Fault {
  remaining: number;
}

function takeFault(faults: readonly CountedFault[], request: RecordedRequest): FaultBehaviour | undefined {
  const fault = faults.find((candidate) => candidate.remaining > 0 && isConcerned(candidate, request));
  if (fault !== undefined) fault.remaining -= 1;
  return fault?.behaviour;
}

function refuseWithoutToken(token: string | undefined, request: RecordedRequest): RegistryReply | undefined {
  if (token === undefined || request.headers.authorization === `Bearer ${token}`) return undefined;
  return {
    status: 401,
    headers: { "content-type": "application/json", "www-authenticate": "Bearer" },
    body: Buffer.from('{"error":"Unauthorized"}'),
  };
}

/** Without a clock of its own a registry shows whatever was published, in the order of the times given. */
function timeOf({ clock }: FakeRegistryOptions): {
  readonly now: () => number;
  readonly visible: () => number;
} {
  if (clock === undefined) return { now: Date.now, visible: () => Number.POSITIVE_INFINITY };
  return { now: () => clock.now(), visible: () => clock.now() };
}

interface Shelf {
  readonly events: RegistryEvent[];
  readonly key: SigningKey;
  readonly baseUrl: string;
  readonly now: () => number;
}

function createShelf(shelf: Shelf): Pick<FakeRegistry, "publish" | "unpublish" | "setTag" | "deprecate"> {
  const { events, now } = shelf;
  return {
    publish: (manifest, options = {}) => publish(shelf, manifest, options),
    unpublish: (name, version, at = now()) => {
      if (!isPublished(events, name, version)) {
        throw new DrillError("DRILL_UNKNOWN_VERSION", {
          message: `Cannot unpublish "${name}@${version}" as it was never published`,
        });
      }
      events.push({ kind: "unpublish", at: toInstant(at), name, version });
    },
    setTag: (name, tag, version, at = now()) => {
      events.push({ kind: "tag", at: toInstant(at), name, tag, version });
    },
    deprecate: (name, version, message, at = now()) => {
      events.push({ kind: "deprecate", at: toInstant(at), name, version, message });
    },
  };
}

function publish(shelf: Shelf, manifest: Manifest, options: PublishOptions): PublishedVersion {
  const { name, version } = manifest;
  if (isPublished(shelf.events, name, version)) {
    throw new DrillError("DRILL_DUPLICATE_VERSION", {
      message: `Cannot publish "${name}@${version}" as a registry never takes a version twice`,
    });
  }
  const stored = storeVersion(manifest, options, shelf.key);
  shelf.events.push({
    kind: "publish",
    at: toInstant(options.at ?? shelf.now()),
    name,
    stored,
    tags: tagsOf(options),
  });
  const { tarball, integrity, shasum } = stored.built;
  const tarballUrl = `${shelf.baseUrl}/${name}/-/${tarballFileName(name, version)}`;
  return { name, version, tarball, integrity, shasum, tarballUrl };
}

function isPublished(events: readonly RegistryEvent[], name: string, version: string): boolean {
  return events.some(
    (event) =>
      event.kind === "publish" && event.name === name && event.stored.built.manifest.version === version,
  );
}
