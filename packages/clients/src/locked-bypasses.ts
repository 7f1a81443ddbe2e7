import { unreachable } from "@lockkeeper/core";
import type { Bypass, BypassDetails } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
import type { ClientKind } from "./client-kind.ts";
import { isAtFirewall, renderAddress } from "./firewall-address.ts";
import { findSetting } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";

/** An entry of a lockfile, as far as it says where the package comes from. */
export interface LockedEntry {
  readonly name: string;
  readonly version: string;
  readonly resolved: string | undefined;
  readonly line: number;
  readonly kind: "registry" | "tarball" | "git" | "file" | "workspace" | "bundled";
}

/** A lockfile of the project with what it pins. */
export interface LockedFile {
  readonly file: string;
  readonly kind: ClientKind;
  readonly packages: readonly LockedEntry[];
}

/** What entries are compared with. */
export interface LockedPlace {
  readonly settings: ClientSettings;
  readonly firewall: string;
  /** npm's default registry, which npm replaces by the one that it is configured with. */
  readonly defaultRegistry: string;
}

/** Entries that the client takes from elsewhere than the firewall: one bypass for each file and host, with the first line. */
export function lockedBypasses(files: readonly LockedFile[], place: LockedPlace): readonly Bypass[] {
  return files
    .filter(({ kind }) => kind === place.settings.client.kind)
    .flatMap((file) => fileBypasses(file, place));
}

interface Group {
  readonly entry: LockedEntry;
  readonly details: Omit<BypassDetails, "message">;
  readonly where: string;
  count: number;
}

const maxGroups = 50;

function fileBypasses({ file, packages }: LockedFile, place: LockedPlace): readonly Bypass[] {
  const groups = new Map<string, Group>();
  for (const entry of packages) {
    const found = groupOf(entry, place);
    if (found === undefined) continue;
    const key = `${found.details.id} ${found.where}`;
    const known = groups.get(key);
    if (known !== undefined) known.count += 1;
    else if (groups.size < maxGroups) groups.set(key, { ...found, entry, count: 1 });
  }
  return [...groups.values()].map(({ entry, details, where, count }) => {
    const what = `${entry.name}${entry.version === "" ? "" : `@${entry.version}`}`;
    const message =
      count === 1
        ? `${what} is taken from ${where}`
        : `${count} packages are taken from ${where}, ${what} first`;
    return bypassAt(file, entry.line, { area: "locked", ...details, message });
  });
}

function groupOf(entry: LockedEntry, place: LockedPlace): Omit<Group, "entry" | "count"> | undefined {
  switch (entry.kind) {
    case "workspace":
    case "bundled":
      return undefined;
    case "git":
      return { where: hostOf(entry.resolved, "a repository"), details: exotic("open") };
    case "file":
      return { where: "this disk", details: exotic("noted") };
    case "registry":
    case "tarball":
      return addressed(entry, place);
    default:
      return unreachable(entry.kind);
  }
}

function exotic(weight: BypassDetails["weight"]): Omit<BypassDetails, "message"> {
  const fix = "depend on a published version: the firewall decides on packages of registries alone";
  return { id: "exotic-dependency", weight, fix };
}

function addressed(
  { resolved }: LockedEntry,
  place: LockedPlace,
): Omit<Group, "entry" | "count"> | undefined {
  if (resolved === undefined || resolved === "") return undefined;
  if (!/^https?:/i.test(resolved)) return { where: "this disk", details: exotic("noted") };
  if (isAtFirewall(resolved, place.firewall) || isReplaced(resolved, place)) return undefined;
  const details = {
    id: "locked-elsewhere",
    weight: "open",
    fix: fixFor(place.settings.client.kind),
    isClosedByRun: true,
  } as const;
  return { where: hostOf(resolved, "another host"), details };
}

/** npm asks the configured registry for tarballs of its default one, of the host it is told, or of every host. */
function isReplaced(resolved: string, { settings, defaultRegistry }: LockedPlace): boolean {
  if (settings.client.kind !== "npm" || !URL.canParse(resolved)) return false;
  const replaced = findSetting(settings.settings, "replace-registry-host")?.value ?? "npmjs";
  const host = new URL(resolved).hostname;
  if (replaced === "always" || replaced === host) return true;
  return replaced === "npmjs" && URL.canParse(defaultRegistry) && host === new URL(defaultRegistry).hostname;
}

function fixFor(kind: ClientKind): string {
  const run = "or install with npx --no lockkeeper run";
  if (kind === "npm") return `npm config set replace-registry-host always, ${run}`;
  return `make these entries anew behind the firewall, ${run}`;
}

function hostOf(address: string | undefined, otherwise: string): string {
  if (address === undefined) return otherwise;
  const plain = address.replace(/^git\+/i, "");
  return URL.canParse(plain)
    ? renderAddress(new URL(plain).origin === "null" ? plain : new URL(plain).origin)
    : otherwise;
}
