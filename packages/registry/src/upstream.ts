import type { Readable } from "node:stream";

import type { PackageName } from "@lockkeeper/core";

/** One registry behind the firewall, as configured. */
export interface UpstreamConfig {
  readonly id: string;
  /** http or https; a path prefix is kept. */
  readonly url: string;
  /** Whether it serves private packages: names routed here never fall through to another upstream. */
  readonly isPrivate: boolean;
  /** Scopes routed here, with their `@`; the one upstream without scopes and names takes the rest. */
  readonly scopes: readonly string[];
  /** Full names routed here; they win over scopes. */
  readonly names?: readonly string[];
  /** A bearer token, sent to the upstream's own origin only. */
  readonly token?: string;
  /** `user:password` for basic authentication, sent to the upstream's own origin only. */
  readonly basicAuth?: string;
  /** PEM of further certificate authorities. */
  readonly ca?: string;
  /** Hosts (with the port, unless it is the scheme's own) that tarballs may come from, whatever their address. */
  readonly allowedTarballHosts?: readonly string[];
  /**
   * Whether the primary upstream is asked if it has the private names too. Off unless told: asking tells the public
   * registry the names.
   */
  readonly checksPublicNames?: boolean;
  /** Whether tarballs may come from private addresses; by default when `url` is itself such an address. */
  readonly allowPrivateAddresses?: boolean;
}

/** Proxy servers by URL, and the hosts that are reached without one, separated by commas. */
export interface ProxySettings {
  readonly httpProxy?: string;
  /** Without it https goes through `httpProxy` too. */
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** Answers the addresses of a host name; rejects when there are none. */
export type ResolveAddresses = (host: string) => Promise<readonly string[]>;

/** What all upstreams share. */
export interface UpstreamsOptions {
  readonly userAgent: string;
  readonly proxy?: ProxySettings;
  /** Milliseconds until the headers must have come, and between two pieces of a body. */
  readonly timeouts?: { readonly headersMs: number; readonly bodyMs: number };
  /** The system's resolver by default. */
  readonly resolveAddresses?: ResolveAddresses;
}

/** What makes a request for a packument conditional. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** The upstream's answer to a request for a packument. */
export type FetchedPackument =
  | {
      readonly kind: "fresh";
      readonly bytes: Buffer;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
    }
  | { readonly kind: "not-modified" }
  | { readonly kind: "absent"; readonly status: number };

/** A tarball on its way; the body is empty unless the status is 200. */
export interface FetchedTarball {
  readonly status: number;
  /** Errors of the stream are `RegistryError`s. */
  readonly body: Readable;
  /** Bytes, as far as the upstream says. */
  readonly length: number | undefined;
}

/** A request for one of a registry's services. */
export interface PlainRequest {
  readonly method: "GET" | "POST";
  /** From the registry's root, such as `/-/ping`, with its query. */
  readonly path: string;
  /** Only `accept`, `content-type` and `content-encoding` are sent on. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** The answer of one of a registry's services, decoded. */
export interface PlainResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/** A registry that packages come from. */
export interface Upstream {
  readonly id: string;
  readonly url: string;
  readonly isPrivate: boolean;
  fetchPackument(name: PackageName, validators: Validators): Promise<FetchedPackument>;
  fetchTarball(url: string): Promise<FetchedTarball>;
  fetchPlain(request: PlainRequest): Promise<PlainResponse>;
  probe(): Promise<void>;
}

/** The configured registries and the way from a name to its registry. */
export interface Upstreams {
  readonly all: readonly Upstream[];
  routeOf(name: PackageName): Upstream;
  readonly primary: Upstream;
  close(): Promise<void>;
}
