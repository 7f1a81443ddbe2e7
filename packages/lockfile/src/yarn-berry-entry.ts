import { notEditable } from "./lockfile-plan.ts";
import type { PackageAbout, PackageAddition } from "./package-about.ts";

/** What an entry of Yarn 2 and later is written from. */
export type BerryEntry = Pick<
  PackageAddition,
  "name" | "version" | "resolved" | "integrity" | "dependencies" | "about"
>;

/** The lines below an entry's key, in Yarn's order. What is optional stands among the others and is marked below. */
export function renderBerryEntry({
  name,
  version,
  resolved,
  integrity,
  dependencies,
  about,
}: BerryEntry): readonly string[] {
  const address = resolved === undefined ? "" : `::__archiveUrl=${encodeURIComponent(resolved)}`;
  const all = new Map(
    [...dependencies, ...about.optional].toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const conditions = renderConditions(about);
  return [
    `  version: ${quoteBerryText(version)}`,
    `  resolution: ${JSON.stringify(`${name}@npm:${version}${address}`)}`,
    ...renderPairs("dependencies", all),
    ...renderPairs("peerDependencies", about.peers),
    ...renderMarks("dependenciesMeta", [...about.optional.keys()]),
    ...renderMarks("peerDependenciesMeta", [...about.optionalPeers].toSorted()),
    ...renderPairs("bin", about.bin),
    ...(integrity === undefined ? [] : [`  checksum: ${integrity}`]),
    ...(conditions === "" ? [] : [`  conditions: ${conditions}`]),
    "  languageName: node",
    "  linkType: hard",
  ];
}

function renderPairs(name: string, pairs: ReadonlyMap<string, string>): readonly string[] {
  if (pairs.size === 0) return [];
  return [
    `  ${name}:`,
    ...[...pairs].map(([key, value]) => `    ${quoteBerryText(key)}: ${quoteBerryText(value)}`),
  ];
}

function renderMarks(name: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`  ${name}:`, ...names.flatMap((each) => [`    ${quoteBerryText(each)}:`, "      optional: true"])];
}

const platform = /^[a-z0-9_-]{1,40}$/;

/** The platforms as Yarn writes them: `os=darwin & (cpu=x64 | cpu=arm64)`. */
function renderConditions({ os, cpu, libc }: PackageAbout): string {
  return Object.entries({ os, cpu, libc })
    .flatMap(([field, values]) => {
      if (!values.every((value) => platform.test(value)))
        throw notEditable(`its ${field} is none that Yarn writes plainly`);
      const each = values.map((value) => `${field}=${value}`);
      if (each.length === 0) return [];
      return each.length === 1 ? each : [`(${each.join(" | ")})`];
    })
    .join(" & ");
}

/** Yarn writes a text without quotation marks where its own reader of plain texts takes it whole. */
export function quoteBerryText(text: string): string {
  const isPlain = /^[^-?:,\][{}#&*!|>'"%@` \t\r\n]/.test(text) && !/[,\][{}:#\t\r\n]| $/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
