import { parseDependencyGraph, parseNamedLockfile } from "@lockkeeper/lockfile";

import type { ArchiveMember } from "../../containers/archive-member.ts";
import { plainPath, readMember } from "../../containers/archive-member.ts";
import type { EvidenceItem, ExposedPlace } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { collectCiLog } from "../ci-log/collect-ci-log.ts";
import { tryParseNpmLogStart } from "../ci-log/npm-log-name.ts";
import { createNameFinder } from "../ci-log/name-finder.ts";
import type { NameFinder } from "../ci-log/name-finder.ts";
import { failureOf } from "../source-failure.ts";
import type { SourceFailure } from "../source-failure.ts";
import { parseCacheIndex } from "./cache-index.ts";
import { InstalledFolders } from "./installed-folders.ts";
import { readPath } from "./image-paths.ts";
import type { PathMeaning } from "./image-paths.ts";
import type { TreeFinding } from "./tree-finding.ts";

/** What a layer takes away of those below it: a path, or all that was in it. */
interface Whiteout {
  readonly layer: string;
  readonly path: string;
}

const modulesFolder = "node_modules/";
const manifestMaxBytes = 4_000_000;
const indexMaxBytes = 16_000_000;
const lockfileMaxBytes = 64_000_000;
const maxKept = 200_000;
/** npm gives files a date of 1985, and reproducible archives one of 1970 or 1980: no date at all. */
const earliestDate = Date.UTC(2009, 0, 1);

/** What lies in an image, an archive or a folder, gathered entry by entry. Nothing is written to disk. */
export class TreeReading {
  readonly #question: ExposureQuestion;
  readonly #targets: TargetSet;
  readonly #finder: NameFinder;
  readonly #installed: InstalledFolders;
  readonly #findings: TreeFinding[] = [];
  readonly whiteouts: Whiteout[] = [];
  readonly failures: (SourceFailure & { readonly path: string })[] = [];
  /** What npm's logs in it show. */
  readonly logItems: EvidenceItem[] = [];
  isOverLimit = false;
  entries = 0;
  /** Entries that tell something of packages. */
  telling = 0;

  constructor(question: ExposureQuestion) {
    this.#question = question;
    this.#targets = createTargetSet(question.targets);
    this.#finder = createNameFinder(this.#targets.names);
    this.#installed = new InstalledFolders(this.#targets);
  }

  /** Takes an entry of a layer; what cannot be read of it is a failure, unless the whole archive cannot be. */
  async take(member: ArchiveMember, layer: string, where: ExposedPlace): Promise<void> {
    this.entries += 1;
    const path = plainPath(member.path);
    const meaning = readPath(path);
    if (meaning === undefined) {
      this.#takeOther(member, path, layer);
      return;
    }
    this.telling += 1;
    if (meaning.kind === "deleted") this.#keep(this.whiteouts, { layer, path: meaning.path });
    else if (meaning.kind === "cached") this.#takeCached(meaning, { layer, path, at: dateOf(member) });
    else if (meaning.kind === "installed") await this.#takeInstalled(member, meaning, layer);
    else if (member.kind === "file") await this.#takeFile(member, meaning, { layer, path, where });
  }

  /** Everything found, with what folders and their manifests say together. */
  findings(): readonly TreeFinding[] {
    return [...this.#findings, ...this.#installed.findings()];
  }

  /** A file of a package says when the package was written. */
  #takeOther(member: ArchiveMember, path: string, layer: string): void {
    const at = path.lastIndexOf(modulesFolder);
    if (at < 0 || member.kind !== "file") return;
    const [first = "", second = ""] = path.slice(at + modulesFolder.length).split("/", 2);
    const name = first.startsWith("@") ? `${first}/${second}` : first;
    const folder = path.slice(0, at + modulesFolder.length + name.length);
    this.#installed.noteFile({ layer, folder }, name, dateOf(member));
  }

  #takeCached(
    { name, version, words }: Extract<PathMeaning, { kind: "cached" }>,
    place: Pick<TreeFinding, "layer" | "path" | "at">,
  ): void {
    if (this.#targets.ofVersion(name, version).length === 0) return;
    this.#find({ ...place, kind: "present", name, version, line: 0, isStated: false, words });
  }

  async #takeInstalled(
    member: ArchiveMember,
    { name, folder, isManifest }: Extract<PathMeaning, { kind: "installed" }>,
    layer: string,
  ): Promise<void> {
    // A link says nothing: what it leads to is an entry of its own, or lies elsewhere.
    if (member.kind === "link" || this.#targets.ofName(name).length === 0) return;
    const [place, at] = [{ layer, folder }, dateOf(member)];
    if (!isManifest) this.#installed.noteFolder(place, name, at);
    else if (member.kind === "file") {
      const version = versionOf(await readMember(member, manifestMaxBytes));
      this.#installed.noteManifest(place, name, { version, at });
    }
  }

  async #takeFile(
    member: ArchiveMember,
    meaning: PathMeaning,
    place: { readonly layer: string; readonly path: string; readonly where: ExposedPlace },
  ): Promise<void> {
    try {
      if (meaning.kind === "lockfile") await this.#takeLockfile(member, meaning.isHidden, place);
      else if (meaning.kind === "cache-index") await this.#takeCacheIndex(member, place);
      else if (meaning.kind === "packed-package") await this.#takePackage(member, place);
      else if (meaning.kind === "npm-log") await this.#takeLog(member, place);
    } catch (error) {
      this.#keep(this.failures, { ...failureOf(place.path, error), path: place.path });
    }
  }

  async #takeLockfile(
    member: ArchiveMember,
    isHidden: boolean,
    { layer, path }: { readonly layer: string; readonly path: string },
  ): Promise<void> {
    const bytes = await this.#readWhole(member, path, lockfileMaxBytes);
    if (bytes === undefined || !this.#finder.occursIn(bytes.toString("utf8"))) return;
    const words = isHidden ? "npm noted that it installed it" : "a lockfile names it";
    const name = isHidden ? "package-lock.json" : path;
    if (isHidden) this.#noteRecords(bytes, path, layer);
    for (const locked of parseNamedLockfile(name, bytes).packages) {
      if (this.#targets.ofName(locked.name).length === 0) continue;
      const isMeant = this.#targets.ofVersion(locked.name, locked.version).length > 0;
      const kind = isMeant ? (isHidden ? "present" : "locked") : "clean";
      const { version, line } = locked;
      this.#find({
        layer,
        path,
        kind,
        name: locked.name,
        version,
        line,
        at: dateOf(member),
        isStated: false,
        words,
      });
    }
  }

  #noteRecords(bytes: Buffer, path: string, layer: string): void {
    const root = path.slice(0, -"node_modules/.package-lock.json".length);
    for (const { name, version, place } of parseDependencyGraph("npm", bytes).packages) {
      if (this.#targets.ofName(name).length === 0) continue;
      this.#installed.noteRecord({ layer, folder: `${root}${plainPath(place)}` }, version);
    }
  }

  async #takeCacheIndex(
    member: ArchiveMember,
    { layer, path }: { readonly layer: string; readonly path: string },
  ): Promise<void> {
    const bytes = await this.#readWhole(member, path, indexMaxBytes);
    for (const { name, version, integrity, at } of parseCacheIndex(bytes?.toString("utf8") ?? "")) {
      const byHash = integrity === undefined ? [] : this.#targets.ofIntegrity(integrity);
      if (byHash.length === 0 && this.#targets.ofVersion(name, version).length === 0) continue;
      const words = "npm's cache has its tarball";
      this.#find({
        layer,
        path,
        kind: "fetched",
        name,
        version,
        line: 0,
        at,
        isStated: at !== undefined,
        words,
      });
    }
  }

  async #takePackage(
    member: ArchiveMember,
    { layer, path }: { readonly layer: string; readonly path: string },
  ): Promise<void> {
    const manifest = manifestOf(await readMember(member, manifestMaxBytes));
    const [name, version] = [manifest?.get("name"), manifest?.get("version")];
    if (typeof name !== "string" || typeof version !== "string") return;
    if (this.#targets.ofVersion(name, version).length === 0) return;
    const words = "the archive is the package itself";
    this.#find({
      layer,
      path,
      kind: "present",
      name,
      version,
      line: 0,
      at: undefined,
      isStated: false,
      words,
    });
  }

  async #takeLog(
    member: ArchiveMember,
    { path, where }: { readonly path: string; readonly where: ExposedPlace },
  ): Promise<void> {
    const date = dateOf(member);
    const until =
      date === undefined ? undefined : ({ at: date, basis: "file-date", toleranceMs: 0 } as const);
    const startedAt = tryParseNpmLogStart(path.slice(path.lastIndexOf("/") + 1));
    const since =
      startedAt === undefined ? undefined : ({ at: startedAt, basis: "stated", toleranceMs: 0 } as const);
    const source = { where, ref: path, chunks: member.read(), times: { since, until } };
    for await (const item of collectCiLog(this.#question, source)) {
      const isClearing = item.kind === "observation" && item.observation.kind === "clean";
      if (!isClearing) this.#keep(this.logItems, item);
    }
  }

  async #readWhole(member: ArchiveMember, path: string, maxBytes: number): Promise<Buffer | undefined> {
    const bytes = await readMember(member, maxBytes);
    if (bytes !== undefined) return bytes;
    const message = `Cannot read "${path}" as it is larger than ${maxBytes} bytes`;
    this.#keep(this.failures, { code: "EXPOSURE_TOO_LARGE", message, path });
    return undefined;
  }

  #find(finding: TreeFinding): void {
    this.#keep(this.#findings, finding);
  }

  #keep<Kept>(list: Kept[], kept: Kept): void {
    if (list.length >= maxKept) this.isOverLimit = true;
    else list.push(kept);
  }
}

function dateOf({ modifiedAt }: ArchiveMember): number | undefined {
  return modifiedAt !== undefined && modifiedAt >= earliestDate ? modifiedAt : undefined;
}

function versionOf(bytes: Buffer | undefined): string | undefined {
  const version = manifestOf(bytes)?.get("version");
  return typeof version === "string" ? version.slice(0, 256) : undefined;
}

function manifestOf(bytes: Buffer | undefined): ReadonlyMap<string, unknown> | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
