import type { Evidence } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";
import type { Change } from "@lockkeeper/facts";
import type { ComparedVersion, Comparison } from "@lockkeeper/inspect";
import type { Release } from "@lockkeeper/trust";

import { capabilitiesOf } from "./capability-words.ts";

/** The line of `diff --json`, without `schema`; `null` for what is missing. */
export function toComparisonLine({ before, after, drift, durationMs }: Comparison): object {
  const { capabilities, hosts, files, fileKinds, fileCount, unpackedBytes } = drift;
  return {
    before: toVersionRecord(before),
    after: toVersionRecord(after),
    step: drift.step,
    changes: {
      capabilities,
      hosts,
      installScripts: drift.installScripts.map(toChangeRecord),
      scripts: drift.scripts.map(toChangeRecord),
      bins: drift.bins.map(toChangeRecord),
      entries: drift.entries.map(toChangeRecord),
      dependencies: drift.dependencies.map(toChangeRecord),
      files,
      fileKinds,
      concealments: drift.concealments,
      fileCount,
      unpackedBytes,
    },
    durationMs: Math.round(durationMs),
  };
}

function toChangeRecord<Value>({ key, before, after }: Change<Value>): object {
  return { key, before: before ?? null, after: after ?? null };
}

function toVersionRecord({ spec, name, version, integrity, facts, release }: ComparedVersion): object {
  return {
    spec,
    name: name ?? null,
    version: version ?? null,
    integrity: integrity ?? null,
    ...toReleaseRecord(release.state === "present" ? release.value : undefined),
    capabilities: capabilitiesOf(facts),
    files: facts.files.length,
    unpackedBytes: facts.unpackedBytes,
    gaps: facts.gaps,
  };
}

function toReleaseRecord(release: Release | undefined): object {
  const publisher = valueOf(release?.publisher);
  const published = valueOf(release?.publishedAt);
  return {
    publishedAt: published === undefined ? null : renderInstant(published),
    publisher:
      publisher === undefined
        ? null
        : { login: publisher.login, email: publisher.email ?? null, isMachine: publisher.isMachine },
    evidence: valueOf(release?.rank) ?? null,
    gitHead: valueOf(release?.gitHead) ?? null,
  };
}

function valueOf<Value>(evidence: Evidence<Value> | undefined): Value | undefined {
  return evidence?.state === "present" ? evidence.value : undefined;
}
