import type { PackageAbout, PackageAddition } from "./package-about.ts";

/** What stands of a package in the section `packages`, in pnpm's order, without its key. */
export function renderPnpmPackage({
  integrity,
  resolved,
  about,
}: Pick<PackageAddition, "integrity" | "resolved" | "about">): readonly string[] {
  const address = resolved === undefined ? "" : `, tarball: ${resolved}`;
  return [`    resolution: {integrity: ${integrity ?? ""}${address}}`, ...renderAbout(about)];
}

function renderAbout({
  engines,
  cpu,
  os,
  libc,
  deprecated,
  bin,
  peers,
  optionalPeers,
}: PackageAbout): readonly string[] {
  const engineTexts = [...engines].map(([name, range]) => `${quotePnpmKey(name)}: ${quotePnpmValue(range)}`);
  return [
    ...(engineTexts.length === 0 ? [] : [`    engines: {${engineTexts.join(", ")}}`]),
    ...Object.entries({ cpu, os, libc }).flatMap(([name, values]) =>
      values.length === 0 ? [] : [`    ${name}: [${values.map(quotePnpmValue).join(", ")}]`],
    ),
    ...(deprecated === undefined ? [] : [`    deprecated: ${quotePnpmValue(deprecated)}`]),
    ...(bin.size === 0 ? [] : ["    hasBin: true"]),
    ...renderPnpmPairs("peerDependencies", peers),
    ...(optionalPeers.size === 0
      ? []
      : [
          "    peerDependenciesMeta:",
          ...[...optionalPeers].flatMap((name) => [`      ${quotePnpmKey(name)}:`, "        optional: true"]),
        ]),
  ];
}

/** A list of names and values below an entry; no line for an empty one. */
export function renderPnpmPairs(name: string, pairs: ReadonlyMap<string, string>): readonly string[] {
  if (pairs.size === 0) return [];
  return [
    `    ${name}:`,
    ...[...pairs].map(([key, value]) => `      ${quotePnpmKey(key)}: ${quotePnpmValue(value)}`),
  ];
}

/** What stands of a package in the section `snapshots`, without its key. */
export function renderPnpmSnapshot({ dependencies, about, isOptional }: PackageAddition): readonly string[] {
  return [
    ...renderPnpmPairs("dependencies", dependencies),
    ...renderPnpmPairs("optionalDependencies", about.optional),
    ...(isOptional ? ["    optional: true"] : []),
  ];
}

/** A key as pnpm writes it. */
export function quotePnpmKey(key: string): string {
  return key.startsWith("@") ? `'${key}'` : key;
}

/** A value in single quotation marks where it could be read as anything but a text; on one line in any case. */
export function quotePnpmValue(text: string): string {
  const isPlain =
    /^[\w^~./][\w.^~+/()@-]*$/.test(text) &&
    !/^\d+(?:\.\d+)?$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off|~)$/i.test(text);
  if (isPlain) return text;
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
