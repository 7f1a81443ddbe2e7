import type { Clock, Evidence, PackageName } from "@lockkeeper/core";
import { unreachable } from "@lockkeeper/core";
import { compareFacts } from "@lockkeeper/facts";
import type { Release } from "@lockkeeper/trust";

import { answerOf, unknownOf } from "./answer.ts";
import { startDeadline } from "./deadline.ts";
import type { FactsCache } from "./facts-cache.ts";
import type { GatherParts, GivenPredecessor } from "./gather-subject.ts";
import { gatherSubject } from "./gather-subject.ts";
import type { Inspection, InspectionEngine } from "./inspection.ts";
import type { ComparedVersion, Inspector } from "./inspector.ts";
import type { KnownBad } from "./known-bad.ts";
import type { InspectLimits } from "./limits.ts";
import { defaultInspectLimits } from "./limits.ts";
import type { LocatedVersion } from "./located-version.ts";
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
  readonly cache?: FactsCache | undefined;
  readonly knownBad?: KnownBad | undefined;
  /** Names of widely used packages, most used first. */
  readonly popularNames: readonly string[];
  /** The version of Lockkeeper, for the report. */
  readonly version: string;
  readonly limits?: Partial<InspectLimits> | undefined;
  /** Ends what `extract` runs on. */
  readonly close?: (() => Promise<void>) | undefined;
}

/** Creates an inspector. */
export function createInspector(parts: InspectorParts): Inspector {
  const engine = createEngine(parts);
  return {
    inspect: (target, options = {}) => engine.inspect(target, options),
    async compare(before, after, options = {}) {
      const start = parts.clock.now();
      const question = engine.startQuestion(options);
      try {
        const [left, right] = await Promise.all([
          locate(before, options, { parts: engine.gather, question }),
          locate(after, options, { parts: engine.gather, question }),
        ]);
        return {
          before: comparedOf(left),
          after: comparedOf(right),
          drift: compareFacts(left.reading.facts, right.reading.facts),
          durationMs: parts.clock.now() - start,
        };
      } finally {
        question.deadline.clear();
      }
    },
    close: async () => await parts.close?.(),
  };
}

interface Engine {
  readonly gather: GatherParts;
  startQuestion(options: InspectOptions): Question;
  inspect(target: InspectionTarget, options: InspectOptions): Promise<Inspection>;
}

function createEngine(parts: InspectorParts): Engine {
  const { clock, registry } = parts;
  const limits = { ...defaultInspectLimits, ...parts.limits };
  const engine = engineOf(parts);
  const packuments = registry && createPackumentReader(registry, { clock, freshMs: limits.packumentFreshMs });
  const gather: GatherParts = {
    registry,
    packuments,
    reader: createPackageReader({ extract: parts.extract, cache: parts.cache, limits }),
    limits,
    popularNames: parts.popularNames,
    dependencies: {
      popularNames: new Set(parts.popularNames),
      readHistory: async (name) => (await packuments?.read(name))?.history,
      inspectVersion,
    },
  };

  function inspectVersion(name: PackageName, version: string, question: Question): Promise<Inspection> {
    const step = `${name}@${version}`;
    return ask({ kind: "spec", spec: step }, {}, question.below(step));
  }

  async function ask(
    target: InspectionTarget,
    options: InspectOptions,
    question: Question,
  ): Promise<Inspection> {
    const start = clock.now();
    const tools = { parts: gather, question };
    const spec = labelOf(target);
    try {
      const located = await locate(target, options, tools);
      const given = await locateGiven(options, tools);
      const subject = await gatherSubject(located, given, tools);
      const unfinished = question.deadline.isOver ? ["There was no time to look at everything."] : [];
      const { integrity } = located.reading;
      const answer = { spec, integrity, durationMs: clock.now() - start };
      return answerOf(subject, answer, { engine, knownBad: parts.knownBad, unfinished });
    } catch (error) {
      const asked = { spec, name: undefined, version: undefined, durationMs: clock.now() - start };
      return unknownOf(error, asked, engine);
    }
  }

  function startOwnQuestion({ at, isOffline, budgetMs }: InspectOptions): Question {
    return startQuestion(
      {
        at: at ?? clock.now(),
        isOffline: isOffline ?? false,
        deadline: startDeadline(budgetMs ?? limits.budgetMs, clock),
      },
      { maxDepth: limits.dependencyMaxDepth, maxInspected: limits.dependencyMaxInspected },
    );
  }

  return {
    gather,
    startQuestion: startOwnQuestion,
    async inspect(target, options) {
      const question = startOwnQuestion(options);
      try {
        return await ask(target, options, question);
      } finally {
        question.deadline.clear();
      }
    },
  };
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

function engineOf({ version, knownBad }: InspectorParts): InspectionEngine {
  return { version, rules: rulesRevision(), data: knownBad?.revision ?? "none" };
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
