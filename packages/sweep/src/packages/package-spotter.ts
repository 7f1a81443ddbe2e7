import type { Dirent, Stats } from "node:fs";

import { parse } from "semver";

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
import { comesLater, leastFiles } from "./later-manifest.ts";
import type { KnownPackages } from "./known-packages.ts";
import { outermostShelf, tryPackageOf, tryPackageShelf } from "./package-folder.ts";

/** Finds packages of campaigns by their folders, and manifests that are not those that were installed. */
export class PackageSpotter {
  readonly #index: IndicatorIndex;
  readonly #sink: SweepSink;
  readonly #files: FileMatcher;
  readonly #known: KnownPackages | undefined;
  /** What npm noted of the project that was looked at last. */
  #noted: { readonly shelf: string; readonly notes: InstalledNotes | undefined } | undefined;

  constructor(
    {
      index,
      sink,
      files,
    }: { readonly index: IndicatorIndex; readonly sink: SweepSink; readonly files: FileMatcher },
    known?: KnownPackages,
  ) {
    this.#index = index;
    this.#known = known;
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
      if (this.#known?.isNamed(fullName) === true) this.#accuse(`${folder}/${name}`, fullName, this.#known);
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

  /** By what advisories say of its version, or of the one that npm noted. */
  #accuse(folder: string, name: string, known: KnownPackages): void {
    const manifest = this.#sink.take(`${folder}/package.json`, readInstalledManifest(folder));
    const versions = new Set([this.#noteOf(folder)?.version, manifest?.version]);
    for (const version of versions) {
      if (version === undefined) continue;
      for (const { id, isExact } of known.accusationsOf(name, version)) {
        this.#sink.match({
          subject: "package",
          grade: isExact ? "present" : "suspicious",
          rule: "package-advisory",
          campaigns: [id],
          place: folder,
          package: { name, version },
          evidence: isExact
            ? `${id} calls ${name}@${version} malware`
            : `${id} calls every version of a package named ${name} malware; a private one of that name may be another`,
          at: fileTime(valueOf(readStats(folder))),
        });
      }
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

const comparedFiles = 200;
const versionMaxCharacters = 256;

function isLater(folder: string, manifest: Stats, entries: readonly Dirent[]): boolean {
  const others = entries.filter(({ name }) => name !== "package.json" && name !== "node_modules");
  const times: number[] = [];
  for (const { name } of others.slice(0, comparedFiles)) {
    const stats = valueOf(readStats(`${folder}/${name}`));
    // Most packages end here: the first file of theirs is as late as the manifest.
    if (stats === undefined || !comesLater(manifest.ctimeMs, [stats.ctimeMs])) return false;
    times.push(stats.ctimeMs);
  }
  return times.length >= leastFiles && comesLater(manifest.ctimeMs, times);
}

function hasNativeBuild(entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => name.endsWith(".gyp"));
}

function isMeant({ versions, except }: PackageIndicator, version: string): boolean {
  const canonical = canonicalVersion(version);
  return versions === "all" ? !except.includes(canonical) : versions.includes(canonical);
}

/** Registries take `v1.0.0` and `1.0.0+build` for `1.0.0`. */
function canonicalVersion(text: string): string {
  return (text.length > versionMaxCharacters ? null : parse(text, { loose: true }))?.version ?? text;
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
