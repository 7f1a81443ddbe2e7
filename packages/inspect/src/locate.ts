import { tryParsePackageName, unreachable } from "@lockkeeper/core";
import { choosePredecessor } from "@lockkeeper/trust";

import { fetchListed, findListed, placeLocal, readListed, readPackument } from "./located-version.ts";
import type { ListedVersion, LocatedVersion, LocateParts } from "./located-version.ts";
import { readPackedFolder, readTarballFile } from "./package-reader.ts";
import type { ReadPackage } from "./package-reader.ts";
import type { ReadPackument } from "./packument-reader.ts";
import { readPackumentFile } from "./packument-reader.ts";
import type { Question } from "./question.ts";
import { parseRegistrySpec } from "./spec.ts";
import type { InspectionTarget, InspectOptions } from "./target.ts";

interface Tools {
  readonly parts: LocateParts;
  readonly question: Question;
}

/** How something is found. */
export interface LocateOptions extends Pick<InspectOptions, "packumentFile"> {
  /** Whether the release before is read meanwhile, where a registry lists one. */
  readonly readsBefore?: boolean;
  /** Told of the version as soon as a registry lists it, before its bytes are there. */
  readonly onListed?: (listed: ListedVersion) => void;
}

/** Finds what was asked for and reads its bytes. Throws when it cannot. */
export async function locate(
  target: InspectionTarget,
  options: LocateOptions,
  tools: Tools,
): Promise<LocatedVersion> {
  return target.kind === "spec"
    ? await locateListed(target.spec, options, tools)
    : await locateLocal(target, options, tools);
}

async function locateListed(
  text: string,
  { packumentFile, readsBefore = false, onListed }: LocateOptions,
  { parts, question }: Tools,
): Promise<LocatedVersion> {
  const spec = parseRegistrySpec(text);
  const packument: ReadPackument =
    packumentFile === undefined
      ? await readPackument(spec.name, parts, question)
      : await readPackumentFile(packumentFile, spec.name, parts.limits);
  const listed = findListed(packument, spec, question.at);
  onListed?.(listed);
  const own = readListed(listed, parts, question);
  const before = readsBefore ? readBefore(listed, { parts, question }) : undefined;
  const reading = await own;
  const readBytes = async (): Promise<Uint8Array> =>
    reading.bytes ?? (await fetchListed(listed, parts, question));
  return { spec: text, reading, listed: { state: "present", value: listed }, before, readBytes };
}

/** Another thread may read it, which takes as long as the version's own. */
function readBefore(listed: ListedVersion, { parts, question }: Tools): Promise<ReadPackage> | undefined {
  const chosen = choosePredecessor(listed.history, listed.release.version);
  if (chosen === undefined) return undefined;
  // Its bytes are of no more use once they were read.
  const before = readListed({ ...listed, release: chosen.release }, parts, question).then(
    ({ integrity, facts }) => ({ integrity, facts }),
  );
  // Why it failed is told to whoever compares with it; where the version itself cannot be read, nobody does.
  before.catch(() => undefined);
  return before;
}

/** Nobody is asked about a local file: what it is called may be nobody's business. */
async function locateLocal(
  target: Exclude<InspectionTarget, { readonly kind: "spec" }>,
  { packumentFile }: Pick<InspectOptions, "packumentFile">,
  { parts, question }: Tools,
): Promise<LocatedVersion> {
  const reading = await question.deadline.bound(readLocal(target, parts));
  const spec = target.kind === "bytes" ? target.label : target.path;
  const readBytes = async (): Promise<Uint8Array> => reading.bytes ?? (await readLocalBytes(target, parts));
  const name = tryParsePackageName(reading.facts.manifest.name ?? "");
  if (packumentFile === undefined || name === undefined) {
    const reason = "a local file is judged by its bytes alone";
    return { spec, reading, listed: { state: "unavailable", reason }, readBytes };
  }
  const packument = await readPackumentFile(packumentFile, name, parts.limits);
  return { spec, reading, listed: placeLocal(reading, packument, question.at), readBytes };
}

async function readLocal(
  target: Exclude<InspectionTarget, { readonly kind: "spec" }>,
  { reader }: LocateParts,
): Promise<ReadPackage> {
  switch (target.kind) {
    case "tarball":
      return await reader.readTarball(target.path);
    case "folder":
      return await reader.readFolder(target.path);
    case "bytes":
      return await reader.readBytes(target.bytes);
    default:
      return unreachable(target);
  }
}

async function readLocalBytes(
  target: Exclude<InspectionTarget, { readonly kind: "spec" }>,
  { limits }: LocateParts,
): Promise<Uint8Array> {
  switch (target.kind) {
    case "tarball":
      return await readTarballFile(target.path, limits.tarballMaxBytes);
    case "folder":
      return await readPackedFolder(target.path, limits);
    case "bytes":
      return target.bytes;
    default:
      return unreachable(target);
  }
}
