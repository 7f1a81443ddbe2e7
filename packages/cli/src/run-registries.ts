import { originOf } from "@lockkeeper/intercept";
import type { Target } from "@lockkeeper/intercept";

/** Who says that a registry is there; `project` are settings files, other than lockfiles. */
export type RegistrySource = "lockkeeper" | "user" | "project" | "lockfile";

/** A registry that a client may be sent to. */
export interface KnownRegistry {
  /** Without a final slash. */
  readonly url: string;
  readonly source: RegistrySource;
}

/** Where a request of a client leads. */
export type Place =
  | {
      readonly kind: "registry";
      /** The registry as the client knows it, without a final slash. */
      readonly origin: string;
      /** Path and query below it. */
      readonly path: string;
      readonly source: RegistrySource;
    }
  | { readonly kind: "other" };

/** A tarball that a lockfile takes from an address of no known form, in place of the registry. */
export interface StrayTarball {
  readonly url: string;
  readonly name: string;
  readonly version: string;
}

interface Entry {
  readonly host: string;
  readonly port: number;
  readonly hasOwnPort: boolean;
  /** The path, without a final slash. */
  readonly prefix: string;
  readonly source: RegistrySource;
}

/** A settings file may name thousands; more are a trap. */
const maxRegistries = 5000;
const maxStrays = 50_000;
/** Hosts whose name says what they are, such as the default hosts of clients that nobody configured. */
const tellingName = /^(?:registry|npm)\./;
const tarballPath =
  /^(.*?)\/((?:@[^/]{1,214}(?:\/|%2f))?[^/@]{1,214})\/-\/(?:@[^/]{1,214}\/)?([^/]{1,400}\.tgz)$/i;

/** The registries that clients of a run may ask. */
export class Registries {
  readonly #byHost = new Map<string, Entry[]>();
  /** Paths of tarballs at a registry, by the address that a lockfile has for them. */
  readonly #strays = new Map<string, string>();
  readonly #strayOrigins = new Set<string>();
  #count = 0;

  /** Adds the registries in order: what is known already keeps its source. */
  add(registries: Iterable<KnownRegistry>): void {
    for (const { url, source } of registries) {
      const entry = toEntry(url, source);
      if (entry === undefined || this.#count >= maxRegistries) continue;
      const entries = this.#byHost.get(entry.host) ?? [];
      const isKnown = entries.some((known) => known.prefix === entry.prefix && known.port === entry.port);
      if (isKnown) continue;
      // The longest path first: it is the nearest registry.
      this.#byHost.set(
        entry.host,
        [...entries, entry].toSorted((left, right) => right.prefix.length - left.prefix.length),
      );
      this.#count += 1;
    }
  }

  /** Adds addresses that only stand for packages of a registry: these are answered by name. */
  addStrays(tarballs: Iterable<StrayTarball>): void {
    for (const { url, name, version } of tarballs) {
      if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || this.#strays.size >= maxStrays) continue;
      const { origin, pathname, search } = new URL(url);
      const file = `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
      this.#strays.set(origin + pathname + search, `/${name}/-/${file}`);
      this.#strayOrigins.add(origin);
    }
  }

  /** Whether connections to the host are looked into. */
  isTaken(target: Target): boolean {
    const isNamed = this.#entriesOf(target).length > 0 || this.#strayOrigins.has(originOf(target));
    return isNamed || tellingName.test(target.host);
  }

  /** Finds the registry that a request is for, by where it is sent and how it looks. */
  locate(target: Target, path: string): Place {
    const origin = originOf(target);
    const stray = this.#strays.get(origin + path);
    if (stray !== undefined) return { kind: "registry", origin, path: stray, source: "lockfile" };
    for (const { prefix, source } of this.#entriesOf(target)) {
      if (path === prefix || path.startsWith(`${prefix}/`)) {
        const rest = path.slice(prefix.length);
        return { kind: "registry", origin: origin + prefix, path: rest === "" ? "/" : rest, source };
      }
    }
    const [pathname = ""] = path.split("?", 1);
    const tarball = tarballPath.exec(pathname);
    if (tarball !== null) {
      const [, prefix = "", name = "", file = ""] = tarball;
      return { kind: "registry", origin: origin + prefix, path: `/${name}/-/${file}`, source: "lockfile" };
    }
    return tellingName.test(target.host)
      ? { kind: "registry", origin, path, source: "lockkeeper" }
      : { kind: "other" };
  }

  #entriesOf({ host, port }: Target): readonly Entry[] {
    const entries = this.#byHost.get(host) ?? [];
    const isWebPort = port === 443 || port === 80;
    return entries.filter((entry) => entry.port === port || (!entry.hasOwnPort && isWebPort));
  }
}

/** Whether a registry that only a lockfile names is told of: the default hosts of clients stand in most. */
export function isRemarkable({
  origin,
  source,
}: {
  readonly origin: string;
  readonly source: RegistrySource;
}): boolean {
  if (source === "lockfile") return !tellingName.test(new URL(origin).hostname);
  return source === "project";
}

/** The registry that a tarball's address belongs to, or `undefined` for an address of another form. */
export function registryOfTarball(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  const match = tarballPath.exec(pathname);
  return match === null ? undefined : origin + (match[1] ?? "");
}

function toEntry(url: string, source: RegistrySource): Entry | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, port, pathname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "") return undefined;
  return {
    host,
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    hasOwnPort: port !== "",
    prefix: pathname.replace(/\/+$/, ""),
    source,
  };
}
