import { tryParsePackageName, unreachable } from "@lockkeeper/core";

import { findListed, placeLocal, readListed, readPackument } from "./located-version.ts";
import type { LocatedVersion, LocateParts } from "./located-version.ts";
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

/** Finds what was asked for and reads its bytes. Throws when it cannot. */
export async function locate(
  target: InspectionTarget,
  options: Pick<InspectOptions, "packumentFile">,
  tools: Tools,
): Promise<LocatedVersion> {
  return target.kind === "spec"
    ? await locateListed(target.spec, options, tools)
    : await locateLocal(target, options, tools);
}

async function locateListed(
  text: string,
  { packumentFile }: Pick<InspectOptions, "packumentFile">,
  { parts, question }: Tools,
): Promise<LocatedVersion> {
  const spec = parseRegistrySpec(text);
  const packument: ReadPackument =
    packumentFile === undefined
      ? await readPackument(spec.name, parts, question)
      : await readPackumentFile(packumentFile, spec.name, parts.limits);
  const listed = findListed(packument, spec, question.at);
  const reading = await readListed(listed, parts, question);
  return { spec: text, reading, listed: { state: "present", value: listed } };
}

/** Nobody is asked about a local file: what it is called may be nobody's business. */
async function locateLocal(
  target: Exclude<InspectionTarget, { readonly kind: "spec" }>,
  { packumentFile }: Pick<InspectOptions, "packumentFile">,
  { parts, question }: Tools,
): Promise<LocatedVersion> {
  const reading = await question.deadline.bound(readLocal(target, parts));
  const spec = target.kind === "bytes" ? target.label : target.path;
  const name = tryParsePackageName(reading.facts.manifest.name ?? "");
  if (packumentFile === undefined || name === undefined) {
    const reason = "a local file is judged by its bytes alone";
    return { spec, reading, listed: { state: "unavailable", reason } };
  }
  const packument = await readPackumentFile(packumentFile, name, parts.limits);
  return { spec, reading, listed: placeLocal(reading, packument, question.at) };
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
