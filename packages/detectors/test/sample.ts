import { Buffer } from "node:buffer";

import type { ArchiveEntry } from "@lockkeeper/archive";
import type { Evidence } from "@lockkeeper/core";
import { compareFacts, extractFacts } from "@lockkeeper/facts";
import type { PackageFacts } from "@lockkeeper/facts";
import { parseReleaseHistory } from "@lockkeeper/trust";
import type { AttestationCheck } from "@lockkeeper/trust";

import type { ClaimedOriginal, DependencyDelta, Predecessor, RegistryView, Subject } from "../src/index.ts";

/**
 * A little package as texts by path. Files below `before/` are the release before, those below `registry/` metadata,
 * and `archive/anomalies.json` says what was odd about the archive.
 */
export type Sample = Readonly<Record<string, string>>;

const unavailable = { state: "unavailable", reason: "the sample has none" } as const;

/** Takes a sample through extraction and comparison, as an inspection does. */
export function subjectOf(sample: Sample): Subject {
  const before = part(sample, "before/");
  const own = Object.fromEntries(
    Object.entries(sample).filter(([path]) => !/^(?:before|registry|archive)\//.test(path)),
  );
  const facts = { ...factsOf(own), anomalies: anomaliesOf(sample["archive/anomalies.json"]) };
  return {
    name: facts.manifest.name ?? "sample",
    version: facts.manifest.version ?? "1.0.0",
    facts,
    predecessor: Object.keys(before).length === 0 ? unavailable : predecessorOf(factsOf(before), facts),
    registry: registryOf(sample, facts),
    registryManifest: jsonOf(sample["registry/manifest.json"]),
    dependencies: dependenciesOf(sample["registry/dependencies.json"]),
    popularNames: namesOf(sample["registry/popular.json"]),
    original: originalOf(sample["registry/original.json"]),
  };
}

function part(sample: Sample, prefix: string): Sample {
  return Object.fromEntries(
    Object.entries(sample).flatMap(([path, text]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), text]] : [],
    ),
  );
}

/** The facts of the files; a text that begins with `base64:` stands for bytes. */
export function factsOf(files: Sample): PackageFacts {
  const entries = entriesOf(files);
  const unpackedBytes = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return extractFacts({ entries, anomalies: [], unpackedBytes, isPartial: false });
}

/** The files as an archive has them, with a package.json. */
export function entriesOf(files: Sample): readonly ArchiveEntry[] {
  const all =
    "package.json" in files ? files : { ...files, "package.json": '{"name":"sample","version":"1.0.0"}' };
  return Object.entries(all).map(([path, text]) => ({ path, bytes: bytesOf(text), mode: 0o644 }));
}

function bytesOf(text: string): Uint8Array {
  return text.startsWith("base64:") ? Buffer.from(text.slice("base64:".length), "base64") : Buffer.from(text);
}

function predecessorOf(before: PackageFacts, after: PackageFacts): Evidence<Predecessor> {
  return {
    state: "present",
    value: {
      version: before.manifest.version ?? "0.9.0",
      isSameLine: true,
      facts: before,
      drift: compareFacts(before, after),
    },
  };
}

function registryOf(sample: Sample, facts: PackageFacts): Evidence<RegistryView> {
  const text = sample["registry/packument.json"];
  if (text === undefined) return unavailable;
  const history = parseReleaseHistory(Buffer.from(text));
  const release = history.releases.find(({ version }) => version === facts.manifest.version);
  if (release === undefined) return unavailable;
  const times = history.releases.flatMap(({ publishedAt }) =>
    publishedAt.state === "present" ? [publishedAt.value] : [],
  );
  const now = Math.max(0, ...times) + 3_600_000;
  const checked = sample["registry/attestations.json"];
  // as: a sample's own JSON, in the shape of the type
  const check = checked === undefined ? undefined : (JSON.parse(checked) as AttestationCheck);
  return {
    state: "present",
    value: { history, release, now, ...(check && { attestations: { state: "present", value: check } }) },
  };
}

function jsonOf(text: string | undefined): Subject["registryManifest"] {
  if (text === undefined) return unavailable;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null
    ? { state: "present", value: { ...value } }
    : unavailable;
}

function dependenciesOf(text: string | undefined): Subject["dependencies"] {
  if (text === undefined) return unavailable;
  // as: a sample's own JSON, in the shape of the type
  const deltas = JSON.parse(text) as readonly DependencyDelta[];
  return { state: "present", value: deltas };
}

function anomaliesOf(text: string | undefined): PackageFacts["anomalies"] {
  // as: a sample's own JSON, in the shape of the type
  return text === undefined ? [] : (JSON.parse(text) as PackageFacts["anomalies"]);
}

function originalOf(text: string | undefined): Evidence<ClaimedOriginal> {
  if (text === undefined) return { state: "absent" };
  // as: a sample's own JSON, in the shape of the type
  return { state: "present", value: JSON.parse(text) as ClaimedOriginal };
}

function namesOf(text: string | undefined): readonly string[] {
  // as: a sample's own JSON, a list of names
  return text === undefined ? [] : (JSON.parse(text) as readonly string[]);
}
