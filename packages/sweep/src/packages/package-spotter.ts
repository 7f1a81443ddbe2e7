import type { Dirent, Stats } from "node:fs";

import { readFolder, readStats, valueOf } from "../disk/read-disk.ts";
import { fileTime } from "../files/file-matcher.ts";
import type { FileMatcher } from "../files/file-matcher.ts";
import type { PackageIndicator } from "../indicator.ts";
import type { IndicatorIndex } from "../indicator-index.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { readInstalledNotes } from "./hidden-lockfile.ts";
import type { InstalledNote, InstalledNotes } from "./hidden-lockfile.ts";
import { readInstalledManifest } from "./installed-manifest.ts";
import type { InstalledManifest } from "./installed-manifest.ts";
import { outermostShelf, tryPackageOf, tryPackageShelf } from "./package-folder.ts";

/** Finds packages of campaigns by their folders, and manifests that are not those that were installed. */
export class PackageSpotter {
  readonly #index: IndicatorIndex;
  readonly #sink: SweepSink;
  readonly #files: FileMatcher;
  /** What npm noted of the project that was looked at last. */
  #noted: { readonly shelf: string; readonly notes: InstalledNotes | undefined } | undefined;

  constructor(index: IndicatorIndex, sink: SweepSink, files: FileMatcher) {
    this.#index = index;
    this.#sink = sink;
    this.#files = files;
  }

  visit(folder: string, entries: readonly Dirent[]): void {
    const shelf = tryPackageShelf(folder);
    if (shelf !== undefined) this.#visitShelf(folder, shelf.scope, entries);
    else if (tryPackageOf(folder) !== undefined) this.#compareTimes(folder, entries);
  }

  #visitShelf(folder: string, scope: string | undefined, entries: readonly Dirent[]): void {
    for (const entry of entries) {
      const { name } = entry;
      if (name === ".package-lock.json") this.#compareNotes(folder);
      if (name.startsWith(".") || !entry.isDirectory() || (scope === undefined && name.startsWith("@")))
        continue;
      this.#sink.counts.packages += 1;
      const fullName = scope === undefined ? name : `${scope}/${name}`;
      if (this.#index.packages.has(fullName)) this.#examine(`${folder}/${name}`, fullName);
    }
  }

  /** The manifest that lies there may have been put in the place of the one that was installed: its word alone clears nobody. */
  #examine(folder: string, name: string): void {
    const reading = readInstalledManifest(folder);
    const manifest = this.#sink.take(`${folder}/package.json`, reading);
    const note = this.#noteOf(folder);
    const versions = [note?.version, manifest?.version].filter((version) => version !== undefined);
    const stats = valueOf(readStats(folder));
    for (const indicator of this.#index.packages.get(name) ?? []) {
      const version = versions.find((each) => isMeant(indicator, each));
      const isAbsent = versions.length === 0;
      if (version === undefined && !isAbsent) continue;
      const isSwapped = isManifestSwapped(manifest, note, folder);
      this.#sink.match({
        subject: "package",
        grade: isAbsent && indicator.versions !== "all" ? "suspicious" : isSwapped ? "executed" : "present",
        rule: isSwapped ? "tell-manifest-swapped" : "package-folder",
        campaigns: [indicator.campaign],
        place: folder,
        package: { name, version },
        evidence: describe(name, { manifest, note, isSwapped }),
        at: fileTime(stats),
      });
      this.#lookInside(folder, name, version);
    }
  }

  #lookInside(folder: string, name: string, version: string | undefined): void {
    for (const { path, campaign, isSure, meaning } of this.#index.packageFiles.get(name) ?? []) {
      const place = `${folder}/${path}`;
      const stats = valueOf(readStats(place));
      if (stats === undefined || stats.isSymbolicLink()) continue;
      this.#sink.match({
        subject: "file",
        grade: isSure ? "present" : "suspicious",
        rule: "package-file",
        campaigns: [campaign],
        place,
        package: { name, version },
        evidence: meaning,
        at: fileTime(stats),
        sha256: stats.isFile() ? this.#files.digestOf(place) : undefined,
      });
    }
  }

  #noteOf(folder: string): InstalledNote | undefined {
    const outer = outermostShelf(folder);
    return outer === undefined ? undefined : this.#notesOf(outer.shelf)?.get(outer.inside);
  }

  #notesOf(shelf: string): InstalledNotes | undefined {
    if (this.#noted?.shelf !== shelf) {
      const path = `${shelf}/.package-lock.json`;
      this.#noted = { shelf, notes: this.#sink.take(path, readInstalledNotes(shelf)) };
    }
    return this.#noted.notes;
  }

  /** npm noted at installation what ran; a dropper that cleans up after itself puts another manifest there. */
  #compareNotes(shelf: string): void {
    const project = shelf.slice(0, -"/node_modules".length);
    for (const [path, note] of this.#notesOf(shelf) ?? []) {
      if (!note.hasInstallScript) continue;
      const folder = `${project}/${path}`;
      const manifest = valueOf(readInstalledManifest(folder));
      if (manifest === undefined || !isManifestSwapped(manifest, note, folder)) continue;
      const name = tryPackageOf(folder);
      // A package of a campaign is told by itself.
      if (name === undefined || this.#index.packages.has(name)) continue;
      this.#sink.match({
        subject: "package",
        grade: "suspicious",
        rule: "tell-manifest-swapped",
        place: folder,
        package: { name, version: note.version },
        evidence: describe(name, { manifest, note, isSwapped: true }),
        at: fileTime(valueOf(readStats(`${folder}/package.json`))),
      });
    }
  }

  /** A manifest that came after the other files of its package was put there by something else than the installer. */
  #compareTimes(folder: string, entries: readonly Dirent[]): void {
    const manifest = valueOf(readStats(`${folder}/package.json`));
    if (manifest === undefined || !isLater(folder, manifest, entries)) return;
    const declared = valueOf(readInstalledManifest(folder));
    // Where a script is declared still, it is plain to see who may have written it.
    if (declared === undefined || declared.hasInstallScript || hasNativeBuild(entries)) return;
    this.#sink.match({
      subject: "package",
      grade: "suspicious",
      rule: "tell-manifest-later",
      place: folder,
      package: { name: tryPackageOf(folder) ?? "", version: declared.version },
      evidence:
        "The manifest was put there after the other files of the package, which lie there since one installation, and declares no script that could have done so.",
      at: fileTime(manifest),
    });
  }
}

const laterMs = 2000;
/** How many times longer the manifest came after than the rest took to be written: a loaded machine extracts slowly. */
const laterFactor = 4;
const comparedFiles = 200;
const leastFiles = 2;

function isLater(folder: string, manifest: Stats, entries: readonly Dirent[]): boolean {
  const others = entries.filter(({ name }) => name !== "package.json" && name !== "node_modules");
  if (others.length < leastFiles) return false;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { name } of others.slice(0, comparedFiles)) {
    const stats = valueOf(readStats(`${folder}/${name}`));
    // One file as late as the manifest: a copy or an installation that took its time.
    if (stats === undefined || manifest.ctimeMs - stats.ctimeMs < laterMs) return false;
    first = Math.min(first, stats.ctimeMs);
    last = Math.max(last, stats.ctimeMs);
  }
  return manifest.ctimeMs - last > laterFactor * (last - first);
}

function hasNativeBuild(entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => name.endsWith(".gyp"));
}

function isMeant({ versions, except }: PackageIndicator, version: string): boolean {
  return versions === "all" ? !except.includes(version) : versions.includes(version);
}

function isManifestSwapped(
  manifest: InstalledManifest | undefined,
  note: InstalledNote | undefined,
  folder: string,
): boolean {
  if (manifest === undefined || note === undefined) return false;
  if (note.version !== undefined && manifest.version !== undefined && note.version !== manifest.version)
    return true;
  if (!note.hasInstallScript || manifest.hasInstallScript) return false;
  const reading = readFolder(folder);
  return reading.kind === "read" && !hasNativeBuild(reading.value);
}

interface Installed {
  readonly manifest: InstalledManifest | undefined;
  readonly note: InstalledNote | undefined;
  readonly isSwapped: boolean;
}

function describe(name: string, { manifest, note, isSwapped }: Installed): string {
  if (isSwapped) {
    const noted = describeInstalled(note, " with an install script", "");
    const found = describeInstalled(manifest, "", " without one");
    return `npm noted ${name} at ${noted}, and its manifest now says ${found}: it was rewritten after installation`;
  }
  const version = note?.version ?? manifest?.version;
  return version === undefined
    ? `A folder of the package ${name} without a manifest that could be read`
    : `A folder of the package ${name}, version ${version}`;
}

function describeInstalled(of: InstalledNote | undefined, withScript: string, without: string): string {
  return `version ${of?.version ?? "unknown"}${of?.hasInstallScript === true ? withScript : without}`;
}
