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
  const statements = collectStatements(views, project);
  return views.flatMap((view) =>
    isLockfile(view)
      ? view.graph.packages.flatMap((each, index) => [
          ...faultOfEntry(view, index, each),
          ...difference(view, index, { each, statements }),
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
  if (view.graph.source === "yarn-berry" || strongForm.test(integrity)) return [];
  const strength = parse(integrity)?.[0].algorithm;
  if (strength === undefined) {
    const message = `${labelOf(each)} is locked by a hash that cannot be read`;
    return [findingOfPackage(view, index, { id: "integrity-missing", severity: "high", message, fix })];
  }
  if (strength !== "sha1") return [];
  const message = `${labelOf(each)} is locked by a SHA-1 alone`;
  return [findingOfPackage(view, index, { id: "integrity-weak", severity: "low", message, fix })];
}

/** What clients write today; looked at first, since there are thousands. */
const strongForm = /^sha512-[A-Za-z0-9+/]{86}==$/;

function parse(integrity: string): ReturnType<typeof tryParseIntegrity> {
  return tryFromShasum(integrity) ?? tryParseIntegrity(integrity);
}

/** What is said of one version's bytes, and where; each text once. */
interface Statement {
  readonly integrity: string;
  readonly where: string;
}

type Statements = ReadonlyMap<string, readonly Statement[]>;

/** What all places say of each version. Yarn Berry hashes its own archives, which are others. */
function collectStatements(
  views: readonly GraphView[],
  { hidden, cachedIntegrity }: ScanProject,
): Statements {
  const known = new Map<string, Statement[]>();
  const note = (each: GraphPackage, integrity: string | undefined, where: string): void => {
    if (each.kind !== "registry" || integrity === undefined) return;
    const label = labelOf(each);
    const statements = known.get(label);
    if (statements === undefined) known.set(label, [{ integrity, where }]);
    else if (!statements.some((statement) => statement.integrity === integrity))
      statements.push({ integrity, where });
  };
  const lockfiles = views.filter((view) => isLockfile(view) && view.graph.source !== "yarn-berry");
  for (const { file, graph } of hidden === undefined ? lockfiles : [...lockfiles, hidden]) {
    for (const each of graph.packages) note(each, each.integrity, file);
  }
  if (cachedIntegrity.size === 0) return known;
  for (const { graph } of lockfiles) {
    for (const each of graph.packages)
      if (each.resolved !== undefined) note(each, cachedIntegrity.get(each.resolved), cacheWord);
  }
  return known;
}

const cacheWord = "the client's cache";

/** Told where it was said first; the other place is named. */
function difference(
  view: GraphView,
  index: number,
  { each, statements }: { readonly each: GraphPackage; readonly statements: Statements },
): readonly ScanFinding[] {
  const said = each.kind === "registry" ? statements.get(labelOf(each)) : undefined;
  if (said === undefined || said.length < 2 || view.graph.source === "yarn-berry") return [];
  if (said[0]?.where !== view.file || said[0].integrity !== each.integrity) return [];
  const other = said.findLast(({ integrity }) => isContradicted(each.integrity, integrity));
  if (other === undefined) return [];
  const message = `${labelOf(each)} has another hash here than in ${other.where}`;
  const fix = adviceOf("find out which of them the registry has; the other one is not what was published");
  return [findingOfPackage(view, index, { id: "integrity-differs", severity: "critical", message, fix })];
}

function registryDifference(
  view: GraphView,
  index: number,
  { each, histories }: { readonly each: GraphPackage; readonly histories: ScanKnowledge["histories"] },
): readonly ScanFinding[] {
  if (each.kind !== "registry" || view.graph.source === "yarn-berry") return [];
  if (histories.size === 0) return [];
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
