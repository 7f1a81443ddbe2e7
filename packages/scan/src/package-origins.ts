import { effectiveRegistries } from "@lockkeeper/clients";
import type { ClientSettings } from "@lockkeeper/clients";
import type { DependencyGraph, LockedPackage } from "@lockkeeper/lockfile";

/** Where packages of a graph come from, as far as lockfile and settings tell. */
export interface Origins {
  /** The host of a package's address, as the lockfile has it. */
  hostOf(each: LockedPackage): string | undefined;
  /** Whether it comes from a registry of one's own rather than the public one or a copy of it. */
  isPrivate(each: LockedPackage): boolean;
  /** Whether the project sends the name's scope to a registry of its own. */
  isRoutedScope(name: string): boolean;
  /** Whether a host is one that the settings name, npm's default one, or the one that most packages come from. */
  isExpectedHost(host: string): boolean;
}

/** Everything that says where packages may come from. */
export interface OriginSources {
  readonly graph: DependencyGraph;
  readonly settings: readonly ClientSettings[];
  readonly defaultRegistry: string;
}

/** Works out where the packages of a graph come from. */
export function findOrigins({ graph, settings, defaultRegistry }: OriginSources): Origins {
  const routes = settings.flatMap((each) =>
    effectiveRegistries(each).filter(({ isOverridden }) => !isOverridden),
  );
  const publicHost = hostOfAddress(defaultRegistry);
  const defaultHosts = hostsOf(routes.filter(({ subject }) => subject === "default").map(({ url }) => url));
  const scopes = new Map(
    routes
      .filter(({ subject }) => subject.startsWith("@"))
      .map(({ subject, url }) => [subject, hostOfAddress(url)]),
  );
  const usual = usualHost(graph);
  // A mirror of everything is no private registry: it is the default one, or where most packages come from.
  const mirrors = new Set([publicHost, ...defaultHosts, usual].filter((host) => host !== undefined));
  const named = new Set([...mirrors, ...scopes.values()]);
  const isRoutedScope = (name: string): boolean => {
    const host = scopes.get(scopeOf(name) ?? "");
    return host !== undefined && !mirrors.has(host);
  };
  return {
    hostOf: (each) => hostOfAddress(each.resolved),
    isRoutedScope,
    isPrivate(each) {
      if (each.kind !== "registry" && each.kind !== "tarball") return false;
      const host = hostOfAddress(each.resolved);
      return host === undefined ? isRoutedScope(each.name) : !mirrors.has(host);
    },
    isExpectedHost: (host) => named.has(host),
  };
}

/** The names of packages that the project takes from a registry of its own: nobody else is told them. */
export function listPrivateNames(
  graphs: readonly DependencyGraph[],
  sources: Omit<OriginSources, "graph">,
): ReadonlySet<string> {
  return new Set(
    graphs.flatMap((graph) => {
      const origins = findOrigins({ ...sources, graph });
      return graph.packages.filter((each) => origins.isPrivate(each)).map(({ name }) => name);
    }),
  );
}

/**
 * Whether npm's default registry has to be known to tell where a project's packages come from: not while all of them
 * come from one host, as in nearly every project. Whoever loads it can save the time.
 */
export function hasUnusualHost(graphs: readonly DependencyGraph[]): boolean {
  return graphs.some((graph) => {
    const usual = usualHost(graph);
    return graph.packages.some(({ resolved }) => {
      const host = hostOfAddress(resolved);
      return host !== undefined && host !== usual;
    });
  });
}

/** The scope of a foreign name, with its `@`. */
export function scopeOf(name: string): string | undefined {
  const slash = name.indexOf("/");
  return name.startsWith("@") && slash > 1 ? name.slice(0, slash) : undefined;
}

const plainAddress = /^https?:\/\/([a-z0-9.-]{1,253})\//;

/** The host of an address with its port, in lower case; `undefined` for what is no http address. */
export function hostOfAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  // Nearly every address has this form, and the whole parser takes thirty times as long.
  const plain = plainAddress.exec(address)?.[1];
  if (plain !== undefined && !/\.{2}|^\d|^\.|\.$/.test(plain)) return plain;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).host;
}

function hostsOf(addresses: readonly string[]): readonly string[] {
  return addresses.map(hostOfAddress).filter((host) => host !== undefined);
}

function usualHost({ packages }: DependencyGraph): string | undefined {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { kind, resolved } of packages) {
    const host = kind === "registry" ? hostOfAddress(resolved) : undefined;
    if (host === undefined) continue;
    total += 1;
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, left], [, right]) => right - left);
  // Of two packages, one is no custom.
  return best !== undefined && total >= 3 && best[1] * 2 > total ? best[0] : undefined;
}
