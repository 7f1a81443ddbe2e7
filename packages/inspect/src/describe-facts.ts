import type { Evidence } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";
import type { DependencyDelta, EmulatedTrigger, Predecessor, Subject } from "@lockkeeper/detectors";
import type { PackageFacts } from "@lockkeeper/facts";
import type { Release } from "@lockkeeper/trust";

const maxListed = 60;
const codeKinds: ReadonlySet<string> = new Set(["url", "host", "address"]);

/** What was looked at, for the member `facts` of an inspection. Lists are bounded; times are ISO 8601. */
export function describeFacts(subject: Subject, gaps: readonly string[]): Readonly<Record<string, unknown>> {
  const { facts, registry, predecessor, dependencies } = subject;
  const release = registry.state === "present" ? registry.value.release : undefined;
  return {
    ...describeBytes(facts),
    publishedAt: release?.publishedAt.state === "present" ? renderInstant(release.publishedAt.value) : null,
    metadataAt:
      registry.state === "present" && registry.value.keptAt !== undefined
        ? renderInstant(registry.value.keptAt)
        : null,
    releases: registry.state === "present" ? registry.value.history.releases.length : null,
    predecessor: predecessor.state === "present" ? describePredecessor(predecessor.value, registry) : null,
    evidence: {
      registry: stateOf(registry),
      predecessor: stateOf(predecessor),
      registryManifest: stateOf(subject.registryManifest),
      dependencies: stateOf(dependencies),
      ...(subject.emulated === undefined ? {} : { emulated: stateOf(subject.emulated) }),
      ...describeTrust(release),
    },
    dependencies: dependencies.state === "present" ? dependencies.value.map(describeDelta) : [],
    emulated: describeEmulated(subject.emulated),
    gaps: gaps.slice(0, maxListed),
  };
}

/** What ran in the emulator, where, and how far it came. */
function describeEmulated(emulated: Subject["emulated"]): Readonly<Record<string, unknown>> | null {
  if (emulated?.state !== "present") return null;
  const { emulator, triggers, durationMs } = emulated.value;
  return { emulator, triggers: triggers.map(describeTrigger), durationMs };
}

function describeTrigger(trigger: EmulatedTrigger): Readonly<Record<string, unknown>> {
  const { kind, name, worlds, untried, coverage } = trigger;
  return {
    kind,
    name,
    worlds: worlds.map((world) => ({ ...world, problem: world.problem ?? null })),
    untried,
    coverage: coverage === undefined ? null : Math.round(coverage * 1000) / 1000,
  };
}

function describePredecessor(
  { version, isSameLine }: Predecessor,
  registry: Subject["registry"],
): Readonly<Record<string, unknown>> {
  const releases = registry.state === "present" ? registry.value.history.releases : [];
  const published = releases.find((release) => release.version === version)?.publishedAt;
  return {
    version,
    isSameLine,
    publishedAt: published?.state === "present" ? renderInstant(published.value) : null,
  };
}

function describeBytes(facts: PackageFacts): Readonly<Record<string, unknown>> {
  return {
    files: facts.files.length,
    unpackedBytes: facts.unpackedBytes,
    installScripts: facts.manifest.installScripts,
    triggers: unique(facts.files.flatMap(({ triggers }) => triggers)),
    capabilities: describeCapabilities(facts),
    hosts: unique(
      facts.indicators
        .filter(({ kind, where }) => where === "code" && codeKinds.has(kind))
        .map(({ value }) => value),
    ),
  };
}

function describeCapabilities(facts: PackageFacts): readonly string[] {
  const units = [
    ...facts.commands.map(({ trigger, facts: own }) => ({ triggers: [trigger], own })),
    ...facts.sources.map(({ triggers, facts: own }) => ({ triggers, own })),
  ];
  return unique(
    units.flatMap(({ triggers, own }) =>
      own.effects.flatMap(({ kind }) => triggers.map((trigger) => `${trigger}: ${kind}`)),
    ),
  );
}

function describeTrust(release: Release | undefined): Readonly<Record<string, unknown>> {
  if (release === undefined) return {};
  const { publishedAt, publisher, rank, signatures } = release;
  return {
    publishTime: stateOf(publishedAt),
    publisher: stateOf(publisher),
    attestation: rank.state === "present" ? rank.value : rank.state,
    signatures: stateOf(signatures),
  };
}

function describeDelta(delta: DependencyDelta): Readonly<Record<string, unknown>> {
  const { dependency, before, source, target, resolved, verdict, installScripts, findings } = delta;
  return {
    name: dependency.name,
    kind: dependency.kind,
    spec: dependency.spec,
    before: before ?? null,
    source,
    target,
    resolved: valueOf(resolved),
    versionAgeMs: valueOf(delta.versionAge),
    packageAgeMs: valueOf(delta.packageAge),
    versionCount: valueOf(delta.versionCount),
    publisher: valueOf(delta.publisher),
    isPopular: delta.isPopular,
    isRelated: delta.isRelated,
    isImported: delta.isImported,
    isMentioned: delta.isMentioned,
    installScripts,
    verdict: valueOf(verdict),
    findings,
  };
}

function stateOf(evidence: Evidence<unknown>): string {
  return evidence.state === "unavailable" ? `unavailable: ${evidence.reason}` : evidence.state;
}

function valueOf<Value>(evidence: Evidence<Value>): Value | null {
  return evidence.state === "present" ? evidence.value : null;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted().slice(0, maxListed);
}
