import { parseSettings } from "@lockkeeper/clients";
import type { ClientSettings } from "@lockkeeper/clients";
import { createIntelligence, parseCampaign } from "@lockkeeper/intel";
import type { DependencyEdge, DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";
import { presetPolicy } from "@lockkeeper/policy";

import { examineProject } from "../src/examine-project.ts";
import { parseProjectManifest } from "../src/project-manifest.ts";
import type { ScanFinding } from "../src/scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "../src/scan-project.ts";

export const now: number = Date.parse("2026-03-31T01:00:00Z");
export const integrity: string = `sha512-${"A".repeat(86)}==`;
const registry = "https://registry.example/";

/** A package of the registry as npm locks it. */
export function locked(name: string, version: string, facts: Partial<GraphPackage> = {}): GraphPackage {
  const file = `${name.split("/").at(-1) ?? name}-${version}.tgz`;
  return {
    name,
    version,
    resolved: `${registry}${name}/-/${file}`,
    integrity,
    line: 7,
    kind: "registry",
    place: `node_modules/${name}`,
    dependencies: [],
    isDevelopment: false,
    isOptional: false,
    isPatched: false,
    hasInstallScript: false,
    deprecated: undefined,
    ...facts,
  };
}

/** A dependency that leads to the package of that index. */
export function edge(name: string, range: string, to: number | undefined): DependencyEdge {
  return { name, range, group: "production", to };
}

/** A graph whose root depends on every package. */
export function graphOf(
  packages: readonly GraphPackage[],
  facts: Partial<DependencyGraph> = {},
): DependencyGraph {
  const dependencies = packages.map(({ name, version }, index) => edge(name, version, index));
  return {
    source: "npm",
    formatVersion: "3",
    roots: [{ folder: ".", name: "app", version: "1.0.0", dependencies }],
    packages,
    overrides: [],
    ...facts,
  };
}

/** A project of that graph with the manifest that belongs to it. */
export function projectOf(graph: DependencyGraph, facts: Partial<ScanProject> = {}): ScanProject {
  const [root] = graph.roots;
  const dependencies = Object.fromEntries((root?.dependencies ?? []).map(({ name, range }) => [name, range]));
  return {
    graphs: [{ file: "package-lock.json", graph }],
    manifests: [parseProjectManifest("package.json", JSON.stringify({ name: "app", dependencies }))],
    settings: [settingsOf(`registry=${registry}\nmin-release-age=3\nignore-scripts=true\n`)],
    runners: [],
    hidden: undefined,
    installed: undefined,
    hasUnreadLockfile: false,
    cachedIntegrity: new Map(),
    ...facts,
  };
}

/** What npm reads of a project's `.npmrc`. */
export function settingsOf(text: string): ClientSettings {
  const settings = parseSettings("ini", text, {}).map(({ path, value, line }) => ({
    path,
    value,
    origin: { kind: "file", level: "project", file: ".npmrc", line } as const,
  }));
  return { client: { kind: "npm", version: "11.19.1", major: 11 }, settings, files: [], unreadable: [] };
}

/** What is known: one campaign against two packages, and nothing else unless given. */
export function knowledgeOf(facts: Partial<ScanKnowledge> = {}): ScanKnowledge {
  const campaign = parseCampaign({
    id: "planted-2026",
    title: "Planted",
    packages: [
      { name: "evil", versions: "all", firstReportedAt: "2026-03-01" },
      { name: "taken-over", versions: ["2.0.1"], firstReportedAt: "2026-03-01" },
    ],
    sources: ["test"],
    notes: "for tests",
  });
  return {
    intelligence: createIntelligence({ index: undefined, catalogue: [campaign] }),
    policy: presetPolicy("balanced"),
    histories: new Map(),
    defaultRegistry: registry,
    now,
    ...facts,
  };
}

/** The findings of a project. */
export function examine(
  project: ScanProject,
  knowledge: ScanKnowledge = knowledgeOf(),
): readonly ScanFinding[] {
  return examineProject(project, knowledge);
}

/** The ids of a project's findings. */
export function idsOf(project: ScanProject, knowledge?: ScanKnowledge): readonly string[] {
  return examine(project, knowledge).map(({ id }) => id);
}
