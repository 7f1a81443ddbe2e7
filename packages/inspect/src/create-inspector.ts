import type { Clock, Evidence } from "@lockkeeper/core";
import { unreachable } from "@lockkeeper/core";
import { compareFacts } from "@lockkeeper/facts";
import { assembleTrust, readEmbeddedTrustRoot } from "@lockkeeper/trust";
import type { AssembledTrust, Release, TrustFiles, TrustRoot } from "@lockkeeper/trust";

import { answerOf, unknownOf } from "./answer.ts";
import { createEmulatedRuns } from "./detonation/emulated-runs.ts";
import type { PackageDetonator } from "./detonation/package-detonator.ts";
import { startDeadline } from "./deadline.ts";
import { createFactsCache } from "./facts-cache.ts";
import { offlineError } from "./errors.ts";
import type { ValueCache } from "./facts-cache.ts";
import { fetchPackage } from "./fetch-package.ts";
import type { GatherParts, GivenPredecessor } from "./gather-subject.ts";
import { gatherSubject } from "./gather-subject.ts";
import { glance } from "./glance.ts";
import type { Inspection, InspectionEngine } from "./inspection.ts";
import type { ComparedVersion, Inspector } from "./inspector.ts";
import { createKeptAnswers } from "./kept-answers.ts";
import type { KnownBad } from "./known-bad.ts";
import type { InspectLimits } from "./limits.ts";
import { defaultInspectLimits } from "./limits.ts";
import type { ListedVersion, LocatedVersion } from "./located-version.ts";
import { locate } from "./locate.ts";
import type { ExtractFacts } from "./package-reader.ts";
import { createPackageReader } from "./package-reader.ts";
import { createPackumentReader } from "./packument-reader.ts";
import { startQuestion } from "./question.ts";
import type { Question } from "./question.ts";
import type { RegistrySource } from "./registry-source.ts";
import { rulesRevision } from "./rules-revision.ts";
import type { InspectionTarget, InspectOptions } from "./target.ts";

/** What an inspector works with. */
export interface InspectorParts {
  /** Without one, only local files can be inspected. */
  readonly registry: RegistrySource | undefined;
  /** In this process (`createExtractor`) or on other threads. */
  readonly extract: ExtractFacts;
  readonly clock: Clock;
  /** Runs in the emulator what would run by itself; without one, packages are read alone. */
  readonly detonator?: PackageDetonator | undefined;
  /** Remembers what bytes say, for this process and the next. */
  readonly cache?: ValueCache | undefined;
  readonly knownBad?: KnownBad | undefined;
  /** Names of widely used packages, most used first. */
  readonly popularNames: readonly string[];
  /** What attestations are verified with: one's own, or the library's. Nobody is asked for them without one. */
  readonly trustRoot?: TrustRoot | "embedded" | undefined;
  /** A trust root and a registry's keys from files; they come before `trustRoot`, and the report tells them apart. */
  readonly trustFiles?: TrustFiles | undefined;
  /** The version of Lockkeeper, for the report. */
  readonly version: string;
  readonly limits?: Partial<InspectLimits> | undefined;
  /** Ends what `extract` runs on; the detonator is ended by the inspector. */
  readonly close?: (() => Promise<void>) | undefined;
}

/** Creates an inspector. Throws TRUST_* errors for files that cannot be read. */
export function createInspector(parts: InspectorParts): Inspector {
  const { trustFiles } = parts;
  const engine = createEngine(parts, trustFiles && assembleTrust(trustFiles));
  return {
    async inspect(target, options = {}) {
      const question = startOwnQuestion(engine, options);
      try {
        return await ask(engine, { target, options }, question);
      } finally {
        question.deadline.clear();
      }
    },
    async compare(before, after, options = {}) {
      const begin = performance.now();
      const question = startOwnQuestion(engine, options);
      const tools = { parts: engine.gather, question };
      try {
        const [left, right] = await Promise.all([
          locate(before, options, tools),
          locate(after, options, tools),
        ]);
        const drift = compareFacts(left.reading.facts, right.reading.facts);
        return { before: comparedOf(left), after: comparedOf(right), drift, durationMs: since(begin) };
      } finally {
        question.deadline.clear();
      }
    },
    async glance(name, versions, options = {}) {
      const question = startOwnQuestion(engine, options);
      try {
        return await glance({ name, versions }, { parts: engine.gather, question });
      } finally {
        question.deadline.clear();
      }
    },
    async fetch(target, options = {}) {
      const question = startOwnQuestion(engine, options);
      try {
        return await fetchPackage(target, { parts: engine.gather, question });
      } finally {
        question.deadline.clear();
      }
    },
    close: async () => {
      await engine.gather.kept?.settle();
      await Promise.all([parts.close?.(), parts.detonator?.close()]);
    },
  };
}

interface Engine {
  readonly gather: GatherParts;
  readonly made: InspectionEngine;
  readonly parts: InspectorParts;
  readonly limits: InspectLimits;
}

function createEngine(parts: InspectorParts, trust: AssembledTrust | undefined): Engine {
  const { clock, registry } = parts;
  const limits = { ...defaultInspectLimits, ...parts.limits };
  const kept = parts.cache && registry && createKeptAnswers({ cache: parts.cache, source: registry, clock });
  const freshMs = limits.packumentFreshMs;
  const packuments = registry && createPackumentReader(registry, { clock, freshMs, kept });
  const gather: GatherParts = {
    registry,
    packuments,
    reader: createPackageReader({
      extract: parts.extract,
      cache: parts.cache && createFactsCache(parts.cache),
      limits,
    }),
    limits,
    trustRoot: lazyTrustRoot(trust?.root ?? parts.trustRoot),
    signingKeys: trust?.signingKeys,
    kept,
    runs: parts.detonator && createEmulatedRuns(parts.detonator, parts.cache),
    popularNames: parts.popularNames,
    dependencies: {
      popularNames: new Set(parts.popularNames),
      readHistory: async (name, { isOffline }) => {
        if (packuments === undefined) throw offlineError(name);
        return (await packuments.read(name, isOffline))?.history;
      },
      inspectVersion: (name, version, question) => {
        const step = `${name}@${version}`;
        return ask(engine, { target: { kind: "spec", spec: step }, options: {} }, question.below(step));
      },
    },
  };
  const engine: Engine = { gather, made: engineOf(parts, trust), parts, limits };
  return engine;
}

/** Most questions need none, and reading it takes a while. */
function lazyTrustRoot(given: InspectorParts["trustRoot"]): (() => TrustRoot) | undefined {
  if (given === undefined) return undefined;
  let root: TrustRoot | undefined;
  return () => (root ??= given === "embedded" ? readEmbeddedTrustRoot() : given);
}

function startOwnQuestion({ parts, limits }: Engine, options: InspectOptions): Question {
  const { at, isOffline, isDetonated, budgetMs } = options;
  const { clock } = parts;
  const deadline = startDeadline(budgetMs ?? limits.budgetMs);
  return startQuestion(
    { at: at ?? clock.now(), isOffline: isOffline ?? false, isDetonated: isDetonated ?? true, deadline },
    { maxDepth: limits.dependencyMaxDepth, maxInspected: limits.dependencyMaxInspected },
  );
}

async function ask(
  { gather, made, parts: { knownBad } }: Engine,
  { target, options }: { readonly target: InspectionTarget; readonly options: InspectOptions },
  question: Question,
): Promise<Inspection> {
  const begin = performance.now();
  const tools = { parts: gather, question };
  const spec = labelOf(target);
  try {
    const readsBefore = options.predecessor === undefined;
    const onListed = (listed: ListedVersion): void => prepareToRun(listed, tools);
    const located = await locate(target, { ...options, readsBefore, onListed }, tools);
    const given = await locateGiven(options, tools);
    const subject = await gatherSubject(located, given, tools);
    const unfinished = question.deadline.isOver ? ["There was no time to look at everything."] : [];
    const answer = { spec, integrity: located.reading.integrity, durationMs: since(begin) };
    return answerOf(subject, answer, { engine: made, knownBad, unfinished });
  } catch (error) {
    return unknownOf(error, { spec, durationMs: since(begin) }, made);
  }
}

/** A registry that tells of scripts spares a wait; one that does not costs no more than that. */
function prepareToRun(
  { release: { installScripts, integrity } }: ListedVersion,
  { parts: { runs }, question }: { readonly parts: GatherParts; readonly question: Question },
): void {
  if (installScripts.length === 0 || !question.isDetonated) return;
  void runs?.prepare({ integrity, kinds: ["install"] });
}

function since(begin: number): number {
  return Math.round(performance.now() - begin);
}

async function locateGiven(
  { predecessor }: InspectOptions,
  tools: { readonly parts: GatherParts; readonly question: Question },
): Promise<GivenPredecessor> {
  if (predecessor === undefined || predecessor === "none") return predecessor;
  return await locate(predecessor, {}, tools);
}

function comparedOf({ spec, reading, listed }: LocatedVersion): ComparedVersion {
  const { facts, integrity } = reading;
  const release: Evidence<Release> =
    listed.state === "present" ? { state: "present", value: listed.value.release } : listed;
  const name = listed.state === "present" ? listed.value.name : facts.manifest.name;
  const version = listed.state === "present" ? listed.value.release.version : facts.manifest.version;
  return { spec, name, version, integrity, facts, release };
}

function engineOf(
  { version, knownBad }: InspectorParts,
  trust: AssembledTrust | undefined,
): InspectionEngine {
  const made = { version, rules: rulesRevision(), data: knownBad?.revision ?? "none" };
  return trust === undefined ? made : { ...made, trust: trust.revision };
}

function labelOf(target: InspectionTarget): string {
  switch (target.kind) {
    case "spec":
      return target.spec;
    case "bytes":
      return target.label;
    case "tarball":
    case "folder":
      return target.path;
    default:
      return unreachable(target);
  }
}
