import { redact } from "@lockkeeper/core";
import { LockfileError, parseProjectManifest } from "@lockkeeper/lockfile";
import type { DependencyGraph } from "@lockkeeper/lockfile";

import type { ChannelStatement, EvidenceItem, ExposedPlace, Observation } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { failureOf } from "../source-failure.ts";
import { followAlias, listAccepted, splitWord } from "./accepted-versions.ts";
import type { CommandForm, PlacedUse } from "./command-files.ts";
import { readUses } from "./file-uses.ts";
import { lineOf, resolveFolder } from "./manifest-places.ts";

/** What ranges can and cannot show. */
export const rangeStatement: ChannelStatement = {
  channel: "range",
  shows:
    "where a version could have been resolved: ranges that no lockfile pins, packages that scripts, pipelines, images and settings of agents fetch by name, and lockfiles that commands resolve anew",
  cannotShow:
    "whether anybody resolved it, what the files said at the time (they are read as they are now), and what the packages that are fetched by name depend on themselves",
};

/** A folder with a manifest. */
export interface RangeFolder {
  /** Below the place, with forward slashes; empty for the place itself. */
  readonly folder: string;
  /** Reads its package.json; throws what the system throws. */
  read(): Promise<Uint8Array>;
  /** Whether a lockfile pins what it asks for: its own, or that of the workspace it belongs to. */
  isLocked(): Promise<boolean>;
  /** The graphs of its own lockfiles, as far as they can be read. */
  graphs(): Promise<readonly DependencyGraph[]>;
}

/** A file in which commands may stand. */
export interface CommandFile {
  /** Below the place, with forward slashes. */
  readonly path: string;
  readonly form: CommandForm;
  read(): Promise<Uint8Array>;
}

/** Everything of one place that may resolve ranges. */
export interface RangePlace {
  readonly where: ExposedPlace;
  readonly folders: readonly RangeFolder[];
  readonly commands: readonly CommandFile[];
}

const maxShown = 160;
/** Beyond so many names it is cheaper to parse than to look for each. */
const maxSearchedNames = 40;

/** Yields what could have been resolved. */
export async function* collectRanges(
  question: ExposureQuestion,
  places: Iterable<RangePlace>,
): AsyncIterable<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  for (const place of places) yield* new PlaceReading(place, targets).read();
}

interface Declared {
  readonly name: string;
  readonly range: string;
  readonly version: string | undefined;
  readonly line: number;
}

class PlaceReading {
  readonly #place: RangePlace;
  readonly #targets: TargetSet;
  readonly #told = new Set<string>();

  constructor(place: RangePlace, targets: TargetSet) {
    this.#place = place;
    this.#targets = targets;
  }

  async *read(): AsyncIterable<EvidenceItem> {
    const declared = new Map<string, readonly Declared[]>();
    for (const folder of this.#place.folders) {
      const path = manifestPath(folder);
      try {
        const found = this.#readManifest(await folder.read());
        declared.set(folder.folder, found);
        for (const each of found) {
          const why = await this.#whyOpen(folder, each);
          if (why !== undefined) yield* this.#tell(each, `${path}:${String(each.line)}`, why);
        }
      } catch (error) {
        yield this.#unreadable(path, error);
      }
    }
    for (const file of this.#place.commands) {
      try {
        for (const use of readUses(file.form, await file.read())) yield* this.#readUse(file, use, declared);
      } catch (error) {
        yield this.#unreadable(file.path, error);
      }
    }
  }

  /** The dependencies of a manifest that accept a version that is asked about. Throws `LockfileError`. */
  #readManifest(bytes: Uint8Array): readonly Declared[] {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const { names } = this.#targets;
    if (names.size <= maxSearchedNames && ![...names].some((name) => buffer.includes(name))) return [];
    const manifest = parseProjectManifest(".", bytes);
    return manifest.dependencies.flatMap(({ name, range, group }) => {
      // Whoever installs this package takes the peer, and says itself from where.
      const target = group === "optional-peer" ? undefined : followAlias(name, range);
      if (target === undefined) return [];
      const line = lineOf(buffer, name);
      return listAccepted(target.name, target.selector, this.#targets).map((version) => ({
        name: target.name,
        range,
        version,
        line,
      }));
    });
  }

  /** Why nothing kept a range from being resolved; `undefined` where a lockfile did. */
  async #whyOpen(folder: RangeFolder, { name, range }: Declared): Promise<string | undefined> {
    const what = `${name} ${range}`;
    if (!(await folder.isLocked())) return `the manifest asks for ${what}, and no lockfile pins it`;
    for (const { roots } of await folder.graphs()) {
      const edge = roots.find((root) => root.folder === ".")?.dependencies.find((each) => each.name === name);
      if (edge !== undefined && edge.to === undefined && edge.group !== "optional") {
        return `the manifest asks for ${what}, and the lockfile is out of step: it has nothing for it`;
      }
    }
    return undefined;
  }

  async *#readUse(
    file: CommandFile,
    use: PlacedUse,
    declared: ReadonlyMap<string, readonly Declared[]>,
  ): AsyncIterable<EvidenceItem> {
    const ref = `${file.path}:${String(use.line)}`;
    const shown = JSON.stringify(redact(use.text.slice(0, maxShown)));
    for (const each of this.#namedByUse(use)) yield* this.#tell(each, ref, `${shown} ${each.words}`);
    const folder = this.#folderOf(file, use);
    if (folder === undefined) return;
    const asked = declared.get(folder.folder) ?? [];
    for await (const each of this.#resolvedByUse(folder, use, asked)) {
      yield* this.#tell(each, ref, `${shown} ${each.words}`);
    }
  }

  /** Packages that a command fetches by their names. */
  *#namedByUse(use: PlacedUse): Iterable<Pick<Declared, "name" | "version"> & { readonly words: string }> {
    if (use.kind !== "run" && use.kind !== "add") return;
    for (const { name, selector } of use.specs.flatMap((word) => splitWord(word) ?? [])) {
      for (const version of listAccepted(name, selector, this.#targets)) {
        yield { name, version, words: saysWhat(use, selector) };
      }
    }
  }

  /** What a command resolves of what the manifest of its folder asks for. */
  async *#resolvedByUse(
    folder: RangeFolder,
    use: PlacedUse,
    asked: readonly Declared[],
  ): AsyncIterable<Declared & { readonly words: string }> {
    if (use.kind === "update" || use.kind === "drop-lock" || use.ignoresLock) {
      yield* this.#resolvedAnew(folder, use, asked);
    } else if (use.kind === "install" && asked.length > 0 && !(await folder.isLocked())) {
      for (const each of asked) {
        const words = `installs ${named(folder)}, where nothing pins ${each.name} ${each.range}`;
        yield { ...each, words };
      }
    }
  }

  /** What a command resolves though it is locked: ranges of the manifest, and those of locked packages. */
  async *#resolvedAnew(
    folder: RangeFolder,
    use: PlacedUse,
    asked: readonly Declared[],
  ): AsyncIterable<Declared & { readonly words: string }> {
    for (const each of asked) {
      if (isNamedBy(use, each.name)) yield { ...each, words: `resolves ${each.name} ${each.range} anew` };
    }
    for (const each of await this.#lockedRanges(folder, use)) {
      yield {
        ...each,
        words: `resolves ${each.name} ${each.range} anew, which a locked package asks for`,
      };
    }
  }

  /** Where a command runs: below the folder of its manifest or image, or of the place. */
  #folderOf({ path, form }: CommandFile, { folder }: PlacedUse): RangeFolder | undefined {
    const own = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    // Absolute folders are those of the machine or image that it runs in.
    const inside = folder.startsWith("/") ? "" : folder;
    const bases = form === "lines" || form === "json" ? ["", own] : [own, ""];
    const wanted = bases.map((base) => resolveFolder(base, inside));
    return wanted.flatMap((name) => this.#place.folders.find((each) => each.folder === name) ?? [])[0];
  }

  /** What locked packages ask for in ranges that accept the version, though another one is locked. */
  async #lockedRanges(folder: RangeFolder, use: PlacedUse): Promise<readonly Declared[]> {
    const found = new Map<string, Declared>();
    for (const { packages } of await folder.graphs()) {
      for (const each of packages) {
        for (const { name, range, to } of each.dependencies) {
          const target = followAlias(name, range);
          // pnpm writes what a range led to, not the range.
          if (target === undefined || range === packages[to ?? -1]?.version || !isNamedBy(use, target.name))
            continue;
          for (const version of listAccepted(target.name, target.selector, this.#targets)) {
            found.set(`${target.name} ${range}`, { name: target.name, range, version, line: each.line });
          }
        }
      }
    }
    return [...found.values()];
  }

  *#tell(
    { name, version }: Pick<Declared, "name" | "version">,
    ref: string,
    detail: string,
  ): Iterable<EvidenceItem> {
    const key = JSON.stringify([name, version, ref]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const observation: Observation = {
      channel: "range",
      where: this.#place.where,
      kind: "accepts",
      name,
      version,
      since: undefined,
      until: undefined,
      ref,
      detail,
    };
    yield { kind: "observation", observation };
  }

  #unreadable(ref: string, error: unknown): EvidenceItem {
    const told =
      error instanceof LockfileError ? { code: error.code, message: error.message } : failureOf(ref, error);
    return { kind: "unreadable", unreadable: { channel: "range", where: this.#place.where, ref, ...told } };
  }
}

function manifestPath({ folder }: RangeFolder): string {
  return folder === "" ? "package.json" : `${folder}/package.json`;
}

function named({ folder }: RangeFolder): string {
  return folder === "" ? "the project" : folder;
}

function saysWhat({ kind }: PlacedUse, selector: string | undefined): string {
  const which = selector === undefined ? "whatever version is the newest" : `what ${selector} leads to`;
  return kind === "run" ? `fetches and starts ${which}` : `installs ${which}`;
}

/** An update without names is one of everything. */
function isNamedBy({ specs }: PlacedUse, name: string): boolean {
  return specs.length === 0 || specs.some((word) => splitWord(word)?.name === name);
}
