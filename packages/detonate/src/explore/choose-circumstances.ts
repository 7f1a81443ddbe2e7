import { isSetting, isSwitch } from "../worlds/asked-variables.ts";
import type { WorldName } from "../worlds/worlds.ts";

import type { Notes } from "./choose-worlds.ts";

/** What the runs of an installer so far say about which circumstances matter to it. */
export interface SeenInstall {
  readonly notes: Notes;
  /** Variables that it asked for and that were not set. */
  readonly unset: readonly string[];
  /** Whether packages for this system are among its optional dependencies. */
  readonly hasOptionalPackages: boolean;
  readonly isAskingServers: boolean;
  /** Whether it wrote files that a second install would find. */
  readonly isLeavingFiles: boolean;
}

const libraryPlaces = /(?:^|\/)(?:ldd$|os-release$|ld-musl|alpine-release$)/;

/** Worlds whose circumstances an installer acts by, those that are likely to show most first. */
export function chooseCircumstances(seen: SeenInstall): readonly WorldName[] {
  const { notes, unset, hasOptionalPackages, isAskingServers, isLeavingFiles } = seen;
  const files = [...(notes.get("file") ?? [])];
  const asksForLibrary = notes.has("libc") || files.some((place) => libraryPlaces.test(place));
  const asksForRepository =
    notes.get("tool")?.has("git") === true || files.some((place) => /[\\/]\.git(?:[\\/]|$)/.test(place));
  const isFetching = isAskingServers || hasOptionalPackages;
  const wanted: readonly (readonly [isWanted: boolean, name: WorldName])[] = [
    [hasOptionalPackages, "linux-lean"],
    [unset.some((name) => isSetting(name)), "linux-mirrored"],
    [isFetching || asksForLibrary || asksForRepository, "linux-alpine"],
    [isFetching || notes.has("package"), "linux-refused"],
    [unset.some((name) => isSwitch(name)), "linux-switched"],
    [isLeavingFiles, "linux-full"],
    [isLeavingFiles, "linux-again"],
  ];
  return wanted.filter(([isWanted]) => isWanted).map(([, name]) => name);
}
