import type { GraphPackage } from "@lockkeeper/lockfile";

import { labelOf } from "../graph-view.ts";
import type { InstalledPackage } from "../installed-tree.ts";
import { quote } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import { findLateFiles } from "./late-files.ts";
import type { LateFile } from "./late-files.ts";

/** What the files of a package tell whose version is the locked one. */
export function findFileFaults(
  expected: GraphPackage,
  onDisk: InstalledPackage,
  isLinked: boolean,
): readonly FindingDetails[] {
  const [changed] = onDisk.changed ?? [];
  return [
    ...vanishedScript(expected, onDisk),
    ...addedScript(expected, onDisk),
    ...missingFile(expected, onDisk),
    ...(changed === undefined ? lateFiles(expected, onDisk, isLinked) : [changedFiles(expected, onDisk)]),
  ];
}

/** The registry said that it runs something at install, the client wrote it down, and nothing on disk says what. */
function vanishedScript(expected: GraphPackage, onDisk: InstalledPackage): readonly FindingDetails[] {
  if (expected.hasInstallScript !== true || onDisk.manifest.version === undefined) return [];
  if (onDisk.installScripts.size > 0 || hasGyp(onDisk)) return [];
  const message = `${labelOf(expected)} runs a script at install, and the installed manifest names none: it was exchanged`;
  return [{ id: "script-vanished", severity: "critical", message }];
}

/** The registry said that it runs nothing, and the manifest on disk does. */
function addedScript(expected: GraphPackage, onDisk: InstalledPackage): readonly FindingDetails[] {
  const [script] = onDisk.installScripts.keys();
  if (script === undefined || expected.hasInstallScript !== false || expected.kind !== "registry") return [];
  if (expected.isPatched) return [];
  const message = `${labelOf(expected)} runs nothing at install by the lockfile, and the installed manifest has a ${script} script`;
  return [{ id: "script-added", severity: "high", message }];
}

function hasGyp({ files }: InstalledPackage): boolean {
  return files.some(({ path }) => path.endsWith(".gyp"));
}

function missingFile(expected: GraphPackage, { missing }: InstalledPackage): readonly FindingDetails[] {
  const [first] = missing;
  if (first === undefined) return [];
  const message = `${labelOf(expected)} names ${quote(first)} as its install script, and the file is not there`;
  return [{ id: "script-file-gone", severity: "moderate", message }];
}

const maxNamed = 3;

/** A package's own script may rewrite its files; nothing rewrites those of a package without one, or a manifest. */
function changedFiles(
  expected: GraphPackage,
  { changed = [], installScripts }: InstalledPackage,
): FindingDetails {
  const message = `files of ${labelOf(expected)} are not those of the tarball in the client's cache: ${nameSome(changed)}`;
  if (changed.includes("package.json")) return { id: "files-differ", severity: "critical", message };
  return { id: "files-differ", severity: installScripts.size > 0 ? "moderate" : "high", message };
}

function nameSome(paths: readonly string[]): string {
  const named = paths.slice(0, maxNamed).map((path) => quote(path, 80));
  return `${named.join(", ")}${paths.length > maxNamed ? ` and ${paths.length - maxNamed} more` : ""}`;
}

const manifestFile = "package.json";
/** What Node or a system runs; notes and pictures that somebody leaves are nobody's attack. */
const runnable = /\.(?:[cm]?js|json|node|wasm|sh|py|ps1|bat|cmd|exe|dll|so|dylib)$/i;

function lateFiles(
  expected: GraphPackage,
  onDisk: InstalledPackage,
  isLinked: boolean,
): readonly FindingDetails[] {
  if (expected.isPatched) return [];
  const late = findLateFiles(onDisk, isLinked);
  const manifest = late.find(({ path }) => path === manifestFile);
  if (manifest !== undefined) return [lateManifest(expected, manifest)];
  // A package that runs scripts may make files.
  if (onDisk.installScripts.size > 0 || hasGyp(onDisk)) return [];
  const others = late.flatMap(({ path }) => (runnable.test(path) ? [path] : []));
  if (others.length === 0) return [];
  const message = `files of ${labelOf(expected)} came after its others: ${nameSome(others)}`;
  return [{ id: "file-newer", severity: "low", message }];
}

function lateManifest(expected: GraphPackage, { how }: LateFile): FindingDetails {
  const label = `the manifest of ${labelOf(expected)}`;
  const messages = {
    written: `${label} was written after its other files`,
    "put-back": `${label} was changed after its other files, and its time was put back`,
    unlinked: `${label} is not linked to the client's store, as its other files are: it came from elsewhere`,
  } as const;
  return { id: "manifest-newer", severity: how === "written" ? "moderate" : "high", message: messages[how] };
}
