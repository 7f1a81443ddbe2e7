import type { AdvisoryMatch, Severity } from "@lockkeeper/core";
import { createIntelligence } from "@lockkeeper/intel";
import type { Intelligence } from "@lockkeeper/intel";
import { parseDependencyGraph, parseProjectManifest as parseLockedManifest } from "@lockkeeper/lockfile";
import type { LockfileKind } from "@lockkeeper/lockfile";
import { presetPolicy } from "@lockkeeper/policy";
import { parseReleaseHistory } from "@lockkeeper/trust";
import { satisfies } from "semver";

import { examineProject } from "../src/examine-project.ts";
import { parseProjectManifest } from "../src/project-manifest.ts";
import type { PublishedPackage, PublishedPackages } from "../src/repair/published-package.ts";
import type { RepairState } from "../src/repair/repair-state.ts";
import type { ScanKnowledge, ScanProject } from "../src/scan-project.ts";

export const now = Date.parse("2026-11-01T00:00:00Z");
export const registry = "https://registry.example/";

/** A manifest's members beside name and version. */
export type Members = Readonly<Record<string, unknown>>;

/** The hash that the pretended registry gives of a version. */
export function hashOf(name: string, version: string): string {
  return `sha512-${Buffer.from(`${name}@${version}`.padEnd(64, ".").slice(0, 64)).toString("base64")}`;
}

/** A package with versions, the first one the oldest; each a day after the one before unless it says when. */
export function publish(
  name: string,
  versions: Readonly<Record<string, Members & { readonly at?: string }>>,
  origin: string = registry,
  signatures?: readonly { readonly keyid: string; readonly sig: string }[],
): PublishedPackage {
  const start = Date.parse("2025-01-01T00:00:00Z");
  const entries = Object.entries(versions);
  const manifests = new Map(
    entries.map(([version, members]) => [
      version,
      {
        name,
        version,
        ...members,
        dist: {
          tarball: `${origin}${name}/-/${name.replace(/^@[^/]*\//, "")}-${version}.tgz`,
          integrity: hashOf(name, version),
          ...(signatures === undefined ? {} : { signatures }),
        },
      },
    ]),
  );
  const document = {
    name,
    "dist-tags": { latest: entries.at(-1)?.[0] },
    time: Object.fromEntries([
      ["created", new Date(start).toISOString()],
      ["modified", new Date(start).toISOString()],
      ...entries.map(([version, { at }], index) => [
        version,
        at ?? new Date(start + index * 86_400_000).toISOString(),
      ]),
    ]),
    versions: Object.fromEntries(manifests),
  };
  return {
    history: parseReleaseHistory(Buffer.from(JSON.stringify(document))),
    manifestOf: (version) => manifests.get(version),
  };
}

export function publishAll(packages: readonly PublishedPackage[]): PublishedPackages {
  return new Map(packages.map((each) => [each.history.name, each]));
}

/** A fact that the pretended advisories state. */
export interface Statement {
  readonly name: string;
  readonly range: string;
  readonly kind: "malware" | "vulnerability";
  readonly severity?: Severity;
}

export function knowing(statements: readonly Statement[]): Intelligence {
  const matches = (name: string, version: string): readonly AdvisoryMatch[] =>
    statements
      .filter((each) => each.name === name && satisfies(version, each.range, { includePrerelease: true }))
      .map(
        (each, index): AdvisoryMatch =>
          ({
            id: `TEST-${index}-${each.name}`,
            aliases: [],
            kind: each.kind,
            severity: each.severity ?? "high",
            source: "index",
            extent: each.kind === "malware" ? "version" : "range",
            isSingleSource: false,
            reportedAt: now - 86_400_000,
            summary: "",
          }) as unknown as AdvisoryMatch,
      ); // the fields that rules read; the others are of no consequence here
  return {
    ...createIntelligence({ index: undefined, catalogue: [] }),
    match: matches,
    nearestFix: () => undefined,
    fixesInUse: () => [],
  };
}

export function knowledgeOf(
  statements: readonly Statement[],
  histories: ScanKnowledge["histories"] = new Map(),
): ScanKnowledge {
  return {
    intelligence: knowing(statements),
    policy: presetPolicy("balanced"),
    histories,
    defaultRegistry: registry,
    now,
  };
}

/** A project of the given files, of which one is a lockfile. */
export function stateOf(
  files: Readonly<Record<string, string>>,
  lock: { readonly file: string; readonly kind: LockfileKind },
  knowledge: ScanKnowledge,
): RepairState {
  const manifestFiles = Object.keys(files).filter((file) => file.endsWith("package.json"));
  const manifests = manifestFiles.map((file) =>
    parseLockedManifest(
      file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".",
      Buffer.from(files[file] ?? ""),
    ),
  );
  const project: ScanProject = {
    graphs: [
      {
        file: lock.file,
        graph: parseDependencyGraph(lock.kind, Buffer.from(files[lock.file] ?? ""), { manifests }),
      },
    ],
    manifests: manifestFiles.map((file) => parseProjectManifest(file, files[file] ?? "")),
    settings: [],
    runners: [],
    hidden: undefined,
    installed: undefined,
    hasUnreadLockfile: false,
    cachedIntegrity: new Map(),
  };
  return { project, texts: new Map(Object.entries(files)), findings: examineProject(project, knowledge) };
}

/** A lockfile of npm with these entries below `packages`. */
export function npmLock(root: Members, entries: Readonly<Record<string, Members>>): string {
  const document = {
    name: "planted",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": { name: "planted", version: "1.0.0", ...root }, ...entries },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** An entry as npm writes it. */
export function locked(name: string, version: string, members: Members = {}): Members {
  const bare = name.replace(/^@[^/]*\//, "");
  return {
    version,
    resolved: `${registry}${name}/-/${bare}-${version}.tgz`,
    integrity: hashOf(name, version),
    ...members,
  };
}
