import type { Chance } from "./chance.ts";
import type { Locked, LockedProject } from "./lockfiles.ts";

/** Packages that every project of the organisation has some of, with versions that have nothing to do with the attack. */
const neighbours: readonly [Locked, ...Locked[]] = [
  { name: "react", version: "19.1.0" },
  { name: "express", version: "5.1.0" },
  { name: "typescript", version: "5.9.2" },
  { name: "zod", version: "4.1.5" },
  { name: "chalk", version: "5.6.0" },
  { name: "vite", version: "7.1.4" },
  { name: "dayjs", version: "1.11.18" },
  { name: "pino", version: "9.9.0" },
  { name: "@types/node", version: "22.18.0" },
  { name: "undici", version: "7.15.0" },
];

/** What axios was locked with, by version; the malicious ones bring their dependency. */
export function axiosAt(version: string): readonly Locked[] {
  const usual = { "follow-redirects": "^1.15.6", "form-data": "^4.0.5" };
  const isMalicious = version === "1.14.1" || version === "0.30.4";
  const more = isMalicious ? { ...usual, "plain-crypto-js": "^4.2.1" } : usual;
  return [
    { name: "axios", version, dependencies: more },
    { name: "follow-redirects", version: "1.15.11" },
    { name: "form-data", version: "4.0.5" },
    ...(isMalicious ? [{ name: "plain-crypto-js", version: "4.2.1" }] : []),
  ];
}

/** A project with some neighbours that asks for more, of which the given packages are locked. */
export function projectWith(
  name: string,
  chance: Chance,
  more: { readonly asked: Readonly<Record<string, string>>; readonly packages: readonly Locked[] },
): LockedProject {
  const count = 3 + chance.below(4);
  const start = chance.below(neighbours.length);
  const some = Array.from(
    { length: count },
    (_none, index) => neighbours[(start + index) % neighbours.length],
  );
  const locked = some.filter((each) => each !== undefined);
  const asked = Object.fromEntries(locked.map((each) => [each.name, `^${each.version}`]));
  const packages = [...locked, ...more.packages].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return { name, dependencies: { ...asked, ...more.asked }, packages };
}
