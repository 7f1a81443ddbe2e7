import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf, reinstallCommand } from "../client-commands.ts";
import { createGraphView, labelOf } from "../graph-view.ts";
import type { GraphView } from "../graph-view.ts";
import { adviceOf, findingOfFile, findingOfPackage, quote } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { InstalledPackage, ScanProject } from "../scan-project.ts";

/**
 * What lies on disk against what is locked. npm's hidden lockfile says what npm itself installed, so a manifest that
 * says otherwise was exchanged afterwards; without it, the lockfile is compared, and a difference may be a stale tree.
 */
export function findDiskFaults(views: readonly GraphView[], project: ScanProject): readonly ScanFinding[] {
  const { hidden, installed } = project;
  if (installed.size === 0) return [];
  const believed = hidden === undefined ? undefined : createGraphView(hidden);
  const places = new Map((believed?.graph.packages ?? []).map((each, index) => [each.place, index] as const));
  const npmViews = views.filter(({ graph: { source } }) => source === "npm");
  return [
    ...strangers(npmViews, installed),
    ...npmViews.flatMap((view) =>
      view.graph.packages.flatMap((each, index) => {
        const onDisk = installed.get(each.place);
        if (onDisk === undefined || each.kind === "workspace") return [];
        const inHidden = believed?.graph.packages[places.get(each.place) ?? -1];
        return faultsOf(each, inHidden, onDisk).map((details) =>
          findingOfPackage(view, index, { ...details, fix: fixOf(view) }),
        );
      }),
    ),
  ];
}

/** What lies in `node_modules` and no lockfile has. */
function strangers(views: readonly GraphView[], installed: ScanProject["installed"]): readonly ScanFinding[] {
  const [view] = views;
  if (view === undefined) return [];
  const known = new Set(views.flatMap(({ graph }) => graph.packages.map(({ place }) => place)));
  return [...installed.values()]
    .filter(({ place, version }) => !known.has(place) && version !== undefined)
    .map(({ place, name, version }) =>
      findingOfFile(
        { file: place, name: name ?? place, version },
        {
          id: "not-in-lockfile",
          severity: "moderate",
          message: `${name ?? place}@${version ?? ""} lies in ${place}, and ${view.file} does not have it`,
          fix: adviceOf("find out who put it there; install anew", reinstallCommand("npm")),
        },
      ),
    );
}

function fixOf(view: GraphView): FindingDetails["fix"] {
  const command = reinstallCommand(clientOf(view.graph.source));
  return adviceOf("keep the folder as evidence; install anew on a clean machine", command);
}

function faultsOf(
  locked: GraphPackage,
  believed: GraphPackage | undefined,
  onDisk: InstalledPackage,
): readonly FindingDetails[] {
  const expected = believed ?? locked;
  if (believed !== undefined && believed.version !== locked.version) {
    const message = `${labelOf(locked)} is locked, and ${believed.version} is installed`;
    return [{ id: "installed-differs", severity: "moderate", message }];
  }
  const swap = swapOf(expected, believed !== undefined, onDisk);
  if (swap !== undefined) return [swap];
  const vanished = vanishedScript(expected, onDisk);
  const [changed] = onDisk.changed ?? [];
  return [
    ...(vanished === undefined ? [] : [vanished]),
    ...missingFile(expected, onDisk),
    ...(changed === undefined ? newerManifest(expected, onDisk) : [changedFiles(expected, onDisk)]),
  ];
}

/** The manifest's own version is not what the client wrote down when it extracted the package. */
function swapOf(
  expected: GraphPackage,
  isWritten: boolean,
  { name, version, place }: InstalledPackage,
): FindingDetails | undefined {
  if (version === undefined || expected.version === "" || expected.kind === "file") return undefined;
  if (version !== expected.version) {
    const says = `the manifest in ${place} says ${quote(version, 60)}`;
    return isWritten
      ? {
          id: "manifest-swapped",
          severity: "critical",
          message: `npm installed ${labelOf(expected)}, and ${says}: it was exchanged afterwards`,
        }
      : {
          id: "installed-differs",
          severity: "moderate",
          message: `${labelOf(expected)} is locked, and ${says}`,
        };
  }
  if (name === undefined || name === expected.name || expected.kind === "git") return undefined;
  const message = `${labelOf(expected)} is locked, and the manifest in ${place} is that of ${quote(name)}`;
  return { id: "manifest-swapped", severity: "critical", message };
}

/** The registry said that it runs something at install, npm wrote it down, and nothing on disk says what. */
function vanishedScript(expected: GraphPackage, onDisk: InstalledPackage): FindingDetails | undefined {
  if (expected.hasInstallScript !== true || onDisk.version === undefined || onDisk.installScripts.size > 0)
    return undefined;
  if (onDisk.files.some(({ path }) => path.endsWith(".gyp"))) return undefined;
  const message = `${labelOf(expected)} runs a script at install, and the installed manifest names none: it was exchanged`;
  return { id: "script-vanished", severity: "critical", message };
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
  const named = changed.slice(0, maxNamed).map((path) => quote(path, 80));
  const more = changed.length > maxNamed ? ` and ${changed.length - maxNamed} more` : "";
  const message = `files of ${labelOf(expected)} are not those of the tarball in the client's cache: ${named.join(", ")}${more}`;
  if (changed.includes("package.json")) return { id: "files-differ", severity: "critical", message };
  return { id: "files-differ", severity: installScripts.size > 0 ? "moderate" : "high", message };
}

/** Extraction of one package takes less than this. Milliseconds. */
const extractionMs = 60_000;

/** Clients leave the time of extraction on every file; a manifest that is later by minutes came from elsewhere. */
function newerManifest(expected: GraphPackage, { files }: InstalledPackage): readonly FindingDetails[] {
  if (expected.isPatched) return [];
  const manifest = files.find(({ path }) => path === "package.json");
  const others = files.filter(({ path }) => path !== "package.json").map(({ modifiedAt }) => modifiedAt);
  if (manifest === undefined || others.length === 0) return [];
  if (manifest.modifiedAt - Math.max(...others) < extractionMs) return [];
  const message = `the manifest of ${labelOf(expected)} was written after its other files`;
  return [{ id: "manifest-newer", severity: "moderate", message }];
}
