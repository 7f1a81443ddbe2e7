import { tryFromShasum, tryParseIntegrity } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf, relockCommand } from "../client-commands.ts";
import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "../scan-project.ts";

/** Hashes that are missing, weak, or differ from one place to another. */
export function findIntegrityFaults(
  views: readonly GraphView[],
  project: ScanProject,
  { histories }: Pick<ScanKnowledge, "histories">,
): readonly ScanFinding[] {
  const hashes = collectHashes(views, project);
  return views.flatMap((view) =>
    isLockfile(view)
      ? view.graph.packages.flatMap((each, index) => [
          ...faultOfEntry(view, index, each),
          ...difference(view, index, { each, hashes }),
          ...registryDifference(view, index, { each, histories }),
        ])
      : [],
  );
}

function isLockfile({ graph: { source } }: GraphView): boolean {
  return source !== "sbom" && source !== "manifest" && source !== "node-modules";
}

function faultOfEntry(view: GraphView, index: number, each: GraphPackage): readonly ScanFinding[] {
  const { kind, integrity, resolved } = each;
  if (kind !== "registry" && kind !== "tarball") return [];
  const fix = adviceOf("have the client write the entry anew", relockCommand(clientOf(view.graph.source)));
  if (integrity === undefined || integrity === "") {
    // Yarn Berry keeps none for what it packs itself, such as patches.
    if (view.graph.source === "yarn-berry") return [];
    // npm forgets address and hash together, which is a known fault; a hash alone is taken away.
    const severity = resolved === undefined ? "moderate" : "high";
    const message = `${labelOf(each)} is locked without a hash`;
    return [findingOfPackage(view, index, { id: "integrity-missing", severity, message, fix })];
  }
  if (view.graph.source === "yarn-berry" || strengthOf(integrity) !== "sha1") return [];
  const message = `${labelOf(each)} is locked by a SHA-1 alone`;
  return [findingOfPackage(view, index, { id: "integrity-weak", severity: "low", message, fix })];
}

function strengthOf(integrity: string): string | undefined {
  return parse(integrity)?.[0].algorithm;
}

function parse(integrity: string): ReturnType<typeof tryParseIntegrity> {
  return tryFromShasum(integrity) ?? tryParseIntegrity(integrity);
}

interface KnownHash {
  readonly digest: string;
  readonly where: string;
}

type Hashes = ReadonlyMap<string, KnownHash>;

/** The hash of each version and algorithm that was told last, wherever it differs from those before. Yarn Berry hashes its own archives, which are others. */
function collectHashes(views: readonly GraphView[], { hidden, cachedIntegrity }: ScanProject): Hashes {
  const known = new Map<string, KnownHash>();
  const note = (each: GraphPackage, integrity: string | undefined, where: string): void => {
    if (each.kind !== "registry" || integrity === undefined) return;
    const [first] = parse(integrity) ?? [];
    const key = first === undefined ? undefined : keyOf(each, first.algorithm);
    if (first === undefined || key === undefined || known.get(key)?.digest === first.digest) return;
    known.set(key, { digest: first.digest, where });
  };
  const lockfiles = views.filter((view) => isLockfile(view) && view.graph.source !== "yarn-berry");
  for (const { file, graph } of hidden === undefined ? lockfiles : [...lockfiles, hidden]) {
    for (const each of graph.packages) note(each, each.integrity, file);
  }
  for (const { graph } of lockfiles) {
    for (const each of graph.packages)
      if (each.resolved !== undefined) note(each, cachedIntegrity.get(each.resolved), cacheWord);
  }
  return known;
}

const cacheWord = "the client's cache";

function keyOf({ name, version }: GraphPackage, algorithm: string): string {
  return `${name}@${version} ${algorithm}`;
}

function difference(
  view: GraphView,
  index: number,
  { each, hashes }: { readonly each: GraphPackage; readonly hashes: Hashes },
): readonly ScanFinding[] {
  if (each.kind !== "registry" || each.integrity === undefined || view.graph.source === "yarn-berry")
    return [];
  const [first] = parse(each.integrity) ?? [];
  const known = first === undefined ? undefined : hashes.get(keyOf(each, first.algorithm));
  if (first === undefined || known === undefined || known.digest === first.digest) return [];
  const message = `${labelOf(each)} has another hash here than in ${known.where}`;
  const fix = adviceOf("find out which of them the registry has; the other one is not what was published");
  return [findingOfPackage(view, index, { id: "integrity-differs", severity: "critical", message, fix })];
}

function registryDifference(
  view: GraphView,
  index: number,
  { each, histories }: { readonly each: GraphPackage; readonly histories: ScanKnowledge["histories"] },
): readonly ScanFinding[] {
  if (each.kind !== "registry" || view.graph.source === "yarn-berry") return [];
  const release = histories.get(each.name)?.releases.find(({ version }) => version === each.version);
  if (!isContradicted(each.integrity, release?.integrity)) return [];
  const message = `${labelOf(each)} is locked by another hash than the registry gives`;
  const fix = adviceOf("do not install: either the lockfile was changed, or the registry's bytes were");
  const id = "integrity-of-registry-differs";
  return [findingOfPackage(view, index, { id, severity: "critical", message, fix })];
}

function isContradicted(ours: string | undefined, theirs: string | undefined): boolean {
  if (ours === undefined || theirs === undefined) return false;
  const [own] = parse(ours) ?? [];
  const [other] = parse(theirs) ?? [];
  return own !== undefined && own.algorithm === other?.algorithm && own.digest !== other.digest;
}
