import type { PackageAbout, PackageAddition } from "./package-about.ts";

/** An entry as Bun writes it: name and version, address, what is known of it, hash. */
export function renderBunEntry({
  name,
  version,
  resolved,
  integrity,
  dependencies,
  about,
}: PackageAddition): string {
  const items = [
    JSON.stringify(`${name}@${version}`),
    JSON.stringify(resolved ?? ""),
    renderBunAbout(dependencies, about),
    ...(integrity === undefined ? [] : [JSON.stringify(integrity)]),
  ];
  return `[${items.join(", ")}]`;
}

/** What Bun keeps of a manifest, in its order. */
export function renderBunAbout(dependencies: ReadonlyMap<string, string>, about: PackageAbout): string {
  const members = [
    ...renderPairs("dependencies", dependencies),
    ...renderPairs("optionalDependencies", about.optional),
    ...renderPairs("peerDependencies", about.peers),
    ...renderList("optionalPeers", [...about.optionalPeers]),
    ...renderPlatform("os", about.os),
    ...renderPlatform("cpu", about.cpu),
    ...renderPlatform("libc", about.libc),
    ...renderPairs("bin", about.bin),
  ];
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function renderPairs(name: string, pairs: ReadonlyMap<string, string>): readonly string[] {
  if (pairs.size === 0) return [];
  const members = [...pairs].map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return [`${JSON.stringify(name)}: { ${members.join(", ")} }`];
}

function renderList(name: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  return [`${JSON.stringify(name)}: [ ${values.map((value) => JSON.stringify(value)).join(", ")} ]`];
}

function renderPlatform(name: string, values: readonly string[]): readonly string[] {
  const [first] = values;
  return values.length === 1
    ? [`${JSON.stringify(name)}: ${JSON.stringify(first)}`]
    : renderList(name, values);
}
