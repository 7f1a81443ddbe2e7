import { ownScripts, renderClient } from "@lockkeeper/clients";
import type { ClientSettings } from "@lockkeeper/clients";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { clientOf } from "../client-commands.ts";
import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "../scan-project.ts";

/** Packages that run something at install, and whether the client's own configuration lets them. */
export function findScripts(
  view: GraphView,
  project: ScanProject,
  { histories }: Pick<ScanKnowledge, "histories">,
): readonly ScanFinding[] {
  const client = clientOf(view.graph.source);
  const settings = project.settings.find((each) => each.client.kind === client);
  const onDisk = scriptsOnDisk(view, project.installed);
  return view.graph.packages.flatMap((each, index) => {
    const commands = commandsOf(each, onDisk.get(index) ?? [], histories);
    if (commands === undefined) return [];
    const named = commands.length === 0 ? "" : ` (${commands.join(", ")})`;
    const standing = settings === undefined ? undefined : standingOf(settings, each);
    const message = `${labelOf(each)} runs a script at install${named}${standing === undefined ? "" : `: ${standing.words}`}`;
    const severity = standing?.isRun === false ? "info" : "low";
    const fix = adviceOf("install without scripts, and allow those of the packages that need one by name");
    return [findingOfPackage(view, index, { id: "install-script", severity, message, fix })];
  });
}

/** The scripts of installed packages by the lockfile's index, where the installed version is the locked one. */
function scriptsOnDisk(
  { graph }: GraphView,
  tree: ScanProject["installed"],
): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  if (tree?.source !== graph.source) return found;
  for (const { packages, manifest, installScripts } of tree.packages) {
    if (installScripts.size === 0) continue;
    const index = packages.find((each) => graph.packages[each]?.version === manifest.version);
    if (index !== undefined) found.set(index, [...installScripts.keys()]);
  }
  return found;
}

/** The names of the scripts, as far as something tells; `undefined` for a package that runs none. */
function commandsOf(
  each: GraphPackage,
  onDisk: readonly string[],
  histories: ScanKnowledge["histories"],
): readonly string[] | undefined {
  if (each.kind === "workspace") return undefined;
  const release = histories.get(each.name)?.releases.find(({ version }) => version === each.version);
  const names = [...new Set([...onDisk, ...(release?.installScripts ?? [])])];
  return names.length > 0 || each.hasInstallScript === true ? names : undefined;
}

function standingOf(
  settings: ClientSettings,
  { name, version }: GraphPackage,
): { readonly isRun: boolean; readonly words: string } {
  const { areRun, allowed } = ownScripts(settings);
  const client = renderClient(settings.client);
  if (areRun) return { isRun: true, words: `${client} runs it` };
  const isAllowed = allowed.some((each) => each === name || isOfVersion(each, name, version));
  return isAllowed
    ? { isRun: true, words: `${client} runs it, since the project allows it` }
    : { isRun: false, words: `${client} does not run it` };
}

/** Exact versions, alone or with bars between. */
function isOfVersion(entry: string, name: string, version: string): boolean {
  if (!entry.startsWith(`${name}@`)) return false;
  return entry
    .slice(name.length + 1)
    .split("||")
    .some((each) => each.trim() === version);
}
