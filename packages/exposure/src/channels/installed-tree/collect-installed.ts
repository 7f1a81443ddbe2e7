import type {
  ChannelName,
  ChannelStatement,
  EvidenceItem,
  ExposedPlace,
  Observation,
} from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { readInstalledTree } from "./read-installed-tree.ts";
import type { InstalledFolder, InstalledReading } from "./read-installed-tree.ts";

/** What `node_modules` can and cannot show. */
export const installedTreeStatement: ChannelStatement = {
  channel: "installed-tree",
  shows:
    "folders of the packages in node_modules, nested ones, the stores of pnpm, Bun and Yarn and what links outside of the project lead to, by their presence and the client's own record, and manifests that were exchanged after the installation",
  cannotShow:
    "what was installed before and is removed, whether its code ran where it left no trace, and a folder whose record and manifest were both changed; dates are those of files",
};

/** A `node_modules` folder, and what it belongs to. */
export interface InstalledSource {
  /** Absolute. */
  readonly nodeModules: string;
  readonly where: ExposedPlace;
  /** What stands before places in references. */
  readonly label: string;
  readonly channel?: ChannelName;
}

/** Later than this after all other files, no extraction writes a manifest; milliseconds. */
const extractionMs = 2000;
const maxRefusals = 50;

/** Yields what lies in `node_modules` folders. */
export async function* collectInstalled(
  question: ExposureQuestion,
  sources: Iterable<InstalledSource>,
): AsyncIterable<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  const hit = new Set<string>();
  const cleared: EvidenceItem[] = [];
  for (const source of sources) {
    const refused: (readonly [string, string])[] = [];
    const onRefused = (path: string, code: string): void => {
      if (refused.length < maxRefusals) refused.push([path, code]);
    };
    const reading = await readInstalledTree(source.nodeModules, targets, onRefused);
    if (reading.isCut) onRefused(source.nodeModules, "over a bound");
    for (const item of observe(reading, source, targets)) {
      // What lies in one folder of a place does not speak against what lies in another.
      if (isClean(item)) cleared.push(item);
      else {
        hit.add(keyOf(item));
        yield item;
      }
    }
    for (const [path, code] of refused) {
      const { channel = "installed-tree", where } = source;
      const message = `Cannot read "${path}": ${code}`;
      yield {
        kind: "unreadable",
        unreadable: { channel, where, ref: path, code: "EXPOSURE_UNREADABLE", message },
      };
    }
  }
  for (const item of cleared) if (!hit.has(keyOf(item))) yield item;
}

function isClean(item: EvidenceItem): boolean {
  return item.kind === "observation" && item.observation.kind === "clean";
}

function keyOf(item: EvidenceItem): string {
  const { where } = item.kind === "observation" ? item.observation : item.unreadable;
  return `${where.kind} ${where.id}`;
}

function observe(
  { folders, gone, looked }: InstalledReading,
  source: InstalledSource,
  targets: TargetSet,
): readonly EvidenceItem[] {
  const found = folders.map((folder) => observeFolder(folder, source, targets));
  for (const { recorded, at } of gone) {
    if (targets.ofVersion(recorded.name, recorded.version).length === 0) continue;
    found.push(
      seen({
        ...common(source, recorded.name, recorded.place ?? ""),
        kind: "fetched",
        version: recorded.version,
        since: { at, basis: "file-date", toleranceMs: 0 },
        detail: `the client wrote down that it installed ${recorded.name}@${recorded.version}; the folder is gone since`,
      }),
    );
  }
  if (found.length > 0) return found;
  const detail = `no folder of that name in ${String(looked)} node_modules`;
  return [seen({ ...common(source, "", ""), kind: "clean", version: undefined, since: undefined, detail })];
}

function seen(observation: Observation): EvidenceItem {
  return { kind: "observation", observation };
}

function observeFolder(folder: InstalledFolder, source: InstalledSource, targets: TargetSet): EvidenceItem {
  const { name, place, recorded, manifestVersion, madeAt } = folder;
  const isMeant = (version: string | undefined): boolean =>
    version !== undefined && targets.ofVersion(name, version).length > 0;
  const swap = describeSwap(folder);
  const since = { at: madeAt, basis: "file-date", toleranceMs: 0 } as const;
  const about = { ...common(source, name, place), since };
  if (recorded !== undefined && isMeant(recorded.version)) {
    return seen({
      ...about,
      kind: swap === undefined ? "present" : "executed",
      version: recorded.version,
      detail: `the folder is there, and the client's record says ${recorded.version}${swap ?? sayManifest(folder)}`,
    });
  }
  if (isMeant(manifestVersion)) {
    const record = recorded === undefined ? "" : `; the client's record says ${recorded.version}`;
    return seen({
      ...about,
      kind: "present",
      version: manifestVersion,
      detail: `the folder is there, and its manifest says ${manifestVersion ?? ""}${record}`,
    });
  }
  if (swap === undefined && manifestVersion !== undefined) {
    const detail = `the folder is there, with ${manifestVersion}`;
    return seen({ ...about, kind: "clean", version: manifestVersion, detail });
  }
  // Whatever it says, it was written by somebody else than the client.
  const manifest =
    manifestVersion === undefined ? "it has no manifest" : `its manifest says ${manifestVersion}`;
  const message = `the folder of ${name} is there, and its version cannot be told: ${manifest}${swap ?? ""}`;
  const { channel, where, ref } = about;
  return {
    kind: "unreadable",
    unreadable: { channel, where, ref, code: "EXPOSURE_CHANGED_MANIFEST", message },
  };
}

function sayManifest({ manifestVersion, recorded }: InstalledFolder): string {
  if (manifestVersion === undefined) return "; its manifest is missing";
  return manifestVersion === recorded?.version ? "" : `; its manifest says ${manifestVersion}`;
}

/**
 * Says how a manifest shows that it was exchanged after the installation: npm noted install scripts that it does not have,
 * or it says another version and was written later than everything else.
 */
function describeSwap(folder: InstalledFolder): string | undefined {
  const { recorded, manifestVersion } = folder;
  if (manifestVersion === undefined) return undefined;
  const lag = describeLag(folder);
  // Without a record, a date alone shows that somebody wrote it, not who.
  if (recorded === undefined) return lag === "" ? undefined : `${lag}, as if it had been exchanged`;
  const isOther = recorded.version !== manifestVersion;
  if (lostScripts(folder) && (isOther || lag !== "")) {
    return `, with install scripts; its manifest says ${manifestVersion} and has none${lag}: it was exchanged by what ran there`;
  }
  if (!isOther || lag === "") return undefined;
  return `; its manifest says ${manifestVersion}${lag}: it was exchanged by what ran there`;
}

function describeLag({ manifestLagMs = 0 }: InstalledFolder): string {
  if (manifestLagMs <= extractionMs) return "";
  return `, written ${String(Math.round(manifestLagMs / 1000))} s after the other files`;
}

function lostScripts({ recorded, hasInstallScript, isBuiltNatively }: InstalledFolder): boolean {
  return recorded?.hasInstallScript === true && !hasInstallScript && !isBuiltNatively;
}

function common(
  { where, label, channel = "installed-tree" }: InstalledSource,
  name: string,
  place: string,
): Pick<Observation, "channel" | "where" | "name" | "until" | "ref"> {
  const ref = [label, place].filter((part) => part !== "").join("/");
  return { channel, where, name, until: undefined, ref };
}
