import type { Release } from "../campaign.ts";
import type { TarballFile } from "../tarball.ts";
import { person, releasesOf } from "./publishing-ways.ts";
import type { Sample, SampleKind, SampleTrigger } from "./sample.ts";

/** A package of a single version, which is judged from its bytes alone. */
export interface LonePackage {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly trigger: SampleTrigger;
  readonly name: string;
  readonly version?: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Lifecycle scripts. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Made only when they are asked for. */
  readonly createFiles: () => readonly TarballFile[];
}

const publishedAt = "2026-09-01T10:00:00Z";

/** Declares a malicious package of a class. */
export function defineMalware(notes: LonePackage): Sample {
  return defineLone("malware", notes);
}

/** Declares an honest look-alike. */
export function defineHonest(notes: LonePackage): Sample {
  return defineLone("honest", notes);
}

function defineLone(kind: SampleKind, notes: LonePackage): Sample {
  const { id, title, group, trigger, name, version = "1.0.0" } = notes;
  return {
    id,
    title,
    kind,
    group,
    trigger,
    seenAs: "bytes",
    judged: [{ name, version }],
    now: "2026-09-01T10:30:00Z",
    createReleases: () => releases(notes, version),
  };
}

function releases(notes: LonePackage, version: string): readonly Release[] {
  const { name, manifest, scripts, createFiles } = notes;
  return releasesOf({
    name,
    manifest: { ...(scripts !== undefined && { scripts }), ...manifest },
    files: createFiles(),
    publisher: person("publisher", "publisher@mail.example"),
    releases: [[version, publishedAt]],
  });
}

/** One file of a package. */
export function file(path: string, content: string | Buffer): TarballFile {
  return { path, content };
}
