import type { InstalledRecord } from "./installed-place.ts";

/** The folders in which clients keep packages that others link to, by the client's way to name what lies in them. */
export const storeFolders = { pnpm: ".pnpm", bun: ".bun", "yarn-berry": ".store" } as const;

/** A client with such a folder. */
export type StoreClient = keyof typeof storeFolders;

/** Names longer than this may be cut by pnpm, which puts a hash in the place of the rest. */
const uncutCharacters = 58;
const maxCharacters = 400;
const version = String.raw`(\d{1,16}\.\d{1,16}\.\d{1,16}(?:-[0-9A-Za-z.-]{1,200})?)`;
const name = String.raw`^(@[^+@\s]{1,214}\+)?([^@\s]{1,214})@`;
const forms = {
  pnpm: new RegExp(`${name}${version}(_.{1,300})?$`),
  bun: new RegExp(String.raw`${name}${version}(\+[0-9a-f]{16})?$`),
} as const;

/**
 * The package and version that the name of a folder in the store of pnpm or Bun says; `undefined` for what comes from
 * elsewhere than a registry, and where the name does not tell both.
 */
export function tryParseStoreFolder(client: "pnpm" | "bun", folder: string): InstalledRecord | undefined {
  if (folder.length > maxCharacters) return undefined;
  const [whole, scope, base = "", found = "", rest = ""] = forms[client].exec(folder) ?? [];
  if (whole === undefined) return undefined;
  const isHashed = client === "pnpm" && /^_[0-9a-f]{26,64}$/.test(rest);
  if (isHashed && folder.length > uncutCharacters) return undefined;
  return { name: scope === undefined ? base : `${scope.slice(0, -1)}/${base}`, version: found };
}
