import type { Evidence } from "@lockkeeper/core";
import type { DependencyDelta, EmulatedRun, Predecessor, RegistryView, Subject } from "@lockkeeper/detectors";
import { compareFacts } from "@lockkeeper/facts";
import type { PackageFacts } from "@lockkeeper/facts";
import { choosePredecessor } from "@lockkeeper/trust";
import type { SigningKey, TrustRoot } from "@lockkeeper/trust";

import { findClaimedOriginal } from "./claimed-original.ts";
import type { DependencyFields } from "./changed-dependencies.ts";
import { changedDependencies, dependencyFields } from "./changed-dependencies.ts";
import { toEvidence } from "./deadline.ts";
import type { DependencyParts } from "./dependency-deltas.ts";
import { describeDeltas } from "./dependency-deltas.ts";
import type { ListedVersion, LocatedVersion, LocateParts } from "./located-version.ts";
import { readListed } from "./located-version.ts";
import { detonateInstall, detonateLoad, joinEmulated } from "./detonation/detonate-located.ts";
import type { EmulatedRuns } from "./detonation/emulated-runs.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import { checkAttestations } from "./attestations.ts";
import type { Question } from "./question.ts";

/** A release to compare with that the caller chose: `undefined` leaves the choice to the packument. */
export type GivenPredecessor = LocatedVersion | "none" | undefined;

/** What gathering needs. */
export interface GatherParts extends LocateParts {
  /** Without one, nobody is asked for attestations. */
  readonly trustRoot: (() => TrustRoot) | undefined;
  /** Keys with which registries sign, besides those that detectors know. */
  readonly signingKeys: readonly SigningKey[] | undefined;
  readonly kept: KeptAnswers | undefined;
  /** Without it, nothing is run. */
  readonly runs: EmulatedRuns | undefined;
  readonly dependencies: DependencyParts;
  readonly popularNames: readonly string[];
}

/** Gathers everything that detectors may look at. What cannot be had is a state; nothing here throws for it. */
export async function gatherSubject(
  located: LocatedVersion,
  given: GivenPredecessor,
  { parts, question }: { readonly parts: GatherParts; readonly question: Question },
): Promise<Subject> {
  const { facts } = located.reading;
  const listed = located.listed.state === "present" ? located.listed.value : undefined;
  const running = { runs: parts.runs, question };
  const [predecessor, dependencies, registry, original, installed] = await Promise.all([
    toEvidence(findPredecessor(located, given, { parts, question })),
    toEvidence(findDeltas(located, given, { parts, question })),
    viewOf(located, { parts, question }),
    toEvidence(findClaimedOriginal(located, parts.popularNames, { parts, question })),
    detonateInstall(located, running),
  ]);
  // What is an attack already is none the more for what it would do later.
  const loaded: Subject["emulated"] = isDecided(installed)
    ? { state: "absent" }
    : await detonateLoad(located, { facts, predecessor, registry }, running);
  return {
    name: listed?.name ?? facts.manifest.name ?? "",
    version: listed?.release.version ?? facts.manifest.version ?? "",
    facts,
    predecessor,
    registry,
    registryManifest: manifestOf(located.listed),
    dependencies,
    popularNames: parts.popularNames,
    original,
    emulated: joinEmulated(installed, loaded),
  };
}

function isDecided(emulated: Evidence<EmulatedRun>): boolean {
  return (
    emulated.state === "present" && emulated.value.findings.some(({ strength }) => strength === "decisive")
  );
}

interface Tools {
  readonly parts: GatherParts;
  readonly question: Question;
}

async function findPredecessor(
  { reading, listed, before: begun }: LocatedVersion,
  given: GivenPredecessor,
  { parts, question }: Tools,
): Promise<Evidence<Predecessor>> {
  if (given === "none") return { state: "absent" };
  if (given !== undefined) {
    return present(given.reading.facts.manifest.version ?? given.spec, given.reading.facts, reading.facts);
  }
  if (listed.state !== "present") return notListed(listed);
  const { history, release } = listed.value;
  const chosen = choosePredecessor(history, release.version);
  if (chosen === undefined) return { state: "absent" };
  const before = await (begun ?? readListed({ ...listed.value, release: chosen.release }, parts, question));
  return present(chosen.release.version, before.facts, reading.facts, chosen.isSameLine);
}

function present(
  version: string,
  before: PackageFacts,
  after: PackageFacts,
  isSameLine = true,
): Evidence<Predecessor> {
  const drift = compareFacts(before, after);
  return { state: "present", value: { version, isSameLine, facts: before, drift } };
}

/** For the first release of a package every dependency is new. */
async function findDeltas(
  { reading, listed }: LocatedVersion,
  given: GivenPredecessor,
  { parts, question }: Tools,
): Promise<Evidence<readonly DependencyDelta[]>> {
  const known = listed.state === "present" ? listed.value : undefined;
  const before = fieldsBefore(known, given);
  if (before === undefined) return notListed(listed);
  const declared = reading.facts.manifest.dependencies;
  const changed = changedDependencies(declared, known?.release.dependencies, before);
  const parent = {
    name: known?.name ?? reading.facts.manifest.name ?? "",
    facts: reading.facts,
    history: known?.history,
    release: known?.release,
  };
  const deltas = await describeDeltas(changed, parent, { parts: parts.dependencies, question });
  return { state: "present", value: deltas };
}

function fieldsBefore(
  listed: ListedVersion | undefined,
  given: GivenPredecessor,
): DependencyFields | undefined {
  if (given === "none") return {};
  if (given !== undefined) return dependencyFields(given.reading.facts.manifest.dependencies);
  if (listed === undefined) return undefined;
  return choosePredecessor(listed.history, listed.release.version)?.release.dependencies ?? {};
}

async function viewOf({ listed }: LocatedVersion, tools: Tools): Promise<Evidence<RegistryView>> {
  if (listed.state !== "present") return notListed(listed);
  const { history, release, keptAt } = listed.value;
  const { signingKeys } = tools.parts;
  const view = { history, release, now: tools.question.at, keptAt, signingKeys };
  if (tools.parts.trustRoot === undefined) return { state: "present", value: view };
  const before = choosePredecessor(history, release.version)?.release;
  const [attestations, attestationsBefore] = await Promise.all([
    checkAttestations(listed.value, tools.parts, tools.question),
    before === undefined
      ? ({ state: "absent" } as const)
      : checkAttestations({ ...listed.value, release: before }, tools.parts, tools.question),
  ]);
  return { state: "present", value: { ...view, attestations, attestationsBefore } };
}

function manifestOf(listed: Evidence<ListedVersion>): Subject["registryManifest"] {
  if (listed.state !== "present") return notListed(listed);
  const manifest = listed.value.manifestOf(listed.value.release.version);
  return manifest === undefined ? { state: "absent" } : { state: "present", value: manifest };
}

function notListed(listed: Evidence<unknown>): Evidence<never> {
  return listed.state === "unavailable" ? listed : { state: "unavailable", reason: "no registry lists it" };
}
