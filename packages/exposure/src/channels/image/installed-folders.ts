import type { TargetSet } from "../../targets/target-set.ts";
import type { TreeFinding } from "./tree-finding.ts";

/** A folder of `node_modules` of a layer. */
export interface FolderPlace {
  readonly layer: string;
  readonly folder: string;
}

/** What is known of one; times in milliseconds since the epoch. */
interface InstalledFolder extends FolderPlace {
  readonly name: string;
  /** What its manifest says. */
  version: string | undefined;
  /** When the folder was last changed. */
  at: number | undefined;
  manifestAt: number | undefined;
  /** When the last of its other files was written. */
  othersAt: number | undefined;
}

const maxFolders = 200_000;
/** Archives keep whole seconds, and an install takes a moment for the files of one package. */
const writtenTogetherMs = 2000;

/** The folders of packages that are asked about: what they, their manifests and npm's own record say together. */
export class InstalledFolders {
  readonly #targets: TargetSet;
  readonly #folders = new Map<string, InstalledFolder>();
  /** Versions that npm noted, by folder. */
  readonly #records = new Map<string, string>();
  isOverLimit = false;

  constructor(targets: TargetSet) {
    this.#targets = targets;
  }

  noteFolder(place: FolderPlace, name: string, at: number | undefined): void {
    const folder = this.#open(place, name);
    if (folder !== undefined) folder.at = at;
  }

  noteManifest(
    place: FolderPlace,
    name: string,
    { version, at }: { readonly version: string | undefined; readonly at: number | undefined },
  ): void {
    const folder = this.#open(place, name);
    if (folder === undefined) return;
    folder.version = version;
    folder.manifestAt = at;
  }

  noteFile(place: FolderPlace, name: string, at: number | undefined): void {
    const folder = this.#open(place, name);
    if (folder === undefined || at === undefined) return;
    folder.othersAt = Math.max(folder.othersAt ?? at, at);
  }

  noteRecord(place: FolderPlace, version: string): void {
    if (this.#records.size < maxFolders) this.#records.set(keyOf(place), version);
    else this.isOverLimit = true;
  }

  findings(): readonly TreeFinding[] {
    const folders = [...this.#folders.values()];
    // A layer repeats the folders above what it changes; the manifest is in the layer below.
    const known = new Set(folders.filter(({ version }) => version !== undefined).map(({ folder }) => folder));
    return folders
      .filter(({ version, folder }) => version !== undefined || !known.has(folder))
      .map((folder) => this.#judge(folder));
  }

  #open(place: FolderPlace, name: string): InstalledFolder | undefined {
    if (this.#targets.ofName(name).length === 0) return undefined;
    const known = this.#folders.get(keyOf(place));
    if (known !== undefined) return known;
    if (this.#folders.size >= maxFolders) {
      this.isOverLimit = true;
      return undefined;
    }
    const nothing = { version: undefined, at: undefined, manifestAt: undefined, othersAt: undefined };
    const folder = { ...place, name, ...nothing };
    this.#folders.set(keyOf(place), folder);
    const stored = versionInStore(place.folder, name);
    if (stored !== undefined) this.noteRecord(place, stored);
    return folder;
  }

  /** A package that was made for the attack is there if its folder is, whatever its manifest says now. */
  #judge(folder: InstalledFolder): TreeFinding {
    const { layer, name, at } = folder;
    const version = folder.version ?? this.#records.get(keyOf(folder));
    const base = { layer, path: folder.folder, name, line: 0, at, isStated: false };
    const exchanged = this.#judgeExchange(folder);
    if (exchanged !== undefined) return { ...base, ...exchanged };
    const isWhole = this.#targets.ofName(name).some(({ versions }) => versions === "all");
    if (version === undefined) {
      const words = "its folder lies in node_modules, without a manifest that can be read";
      return { ...base, kind: isWhole ? "present" : "accepts", version, words };
    }
    if (this.#targets.ofVersion(name, version).length === 0) {
      const words = `node_modules has ${name} with a manifest of version ${version}`;
      return { ...base, kind: "clean", version, words };
    }
    const words = isWhole
      ? `its folder lies in node_modules, and its manifest says ${version}, which its code may have written`
      : "it lies in node_modules";
    return { ...base, kind: "present", version, words };
  }

  /** Clients note what they install; a manifest that says something else, and is younger, was written by what ran there. */
  #judgeExchange(folder: InstalledFolder): Pick<TreeFinding, "kind" | "version" | "words"> | undefined {
    const { name, version, manifestAt, othersAt } = folder;
    const noted = this.#records.get(keyOf(folder));
    if (noted === undefined || version === undefined || noted === version) return undefined;
    if (this.#targets.ofVersion(name, noted).length === 0) return undefined;
    const isYounger =
      manifestAt !== undefined && othersAt !== undefined && manifestAt > othersAt + writtenTogetherMs;
    const words = `the client noted that it installed ${noted}, and the manifest says ${version}`;
    return {
      kind: isYounger ? "executed" : "present",
      version: noted,
      words: isYounger ? `${words} and is younger than every other file: its code exchanged it` : words,
    };
  }
}

/** pnpm names the folders of its store by version: `.pnpm/axios@1.14.1_peer@2/node_modules/axios`. */
function versionInStore(folder: string, name: string): string | undefined {
  const end = `/node_modules/${name}`;
  if (!folder.endsWith(end)) return undefined;
  const above = folder.slice(0, -end.length);
  const entry = above.slice(above.lastIndexOf("/") + 1);
  const start = `${name.replace("/", "+")}@`;
  if (!above.endsWith(`.pnpm/${entry}`) || !entry.startsWith(start)) return undefined;
  return /^\d{1,10}\.\d{1,10}\.\d{1,10}[^_(]{0,100}/.exec(entry.slice(start.length))?.[0];
}

function keyOf({ layer, folder }: FolderPlace): string {
  return `${layer}\n${folder}`;
}
