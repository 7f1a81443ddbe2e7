import { resolve } from "node:path";

import { tryParsePackageName, scopeOf } from "@lockkeeper/core";
import { listRequests } from "@lockkeeper/scan";
import type { GroupEnd, RepairRequest, ScanFinding, ScanReport } from "@lockkeeper/scan";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { readInspectionPolicy } from "../inspection/inspection-policy.ts";
import { findProjects } from "../scan/find-projects.ts";
import type { FoundProject, UnlistedFolder } from "../scan/find-projects.ts";
import { kindOfName } from "../scan/project-files.ts";
import type { PageNetwork } from "../scan/page-network.ts";
import { createHistoryReader } from "../scan/read-histories.ts";
import { readKnowledge } from "../scan/read-knowledge.ts";
import { hasPagesAlone } from "../scan/read-pages.ts";
import { forwardPath } from "../scan/read-project-settings.ts";
import type { ScanInput } from "../scan/scan-input.ts";
import { createScanProgress } from "../scan/scan-progress.ts";
import { isFailing } from "../scan/scan-session.ts";
import { openSieve } from "../scan/sieve.ts";
import { tryStat } from "../scan/try-read-file.ts";
import { createArrivalLooker } from "./arrival-looker.ts";
import type { ArrivalLooker } from "./arrival-looker.ts";
import { createAsker } from "./ask-person.ts";
import type { Asker } from "./ask-person.ts";
import { offerAcceptance } from "./offer-acceptance.ts";
import type { FixInput, RepairFlags, RepairItem } from "./fix-input.ts";
import { createPlanner } from "./make-plan.ts";
import { openProject } from "./open-project.ts";
import type { OpenedProject, OpenParts } from "./open-project.ts";
import { openPublishedSource } from "./published-source.ts";
import type { PublishedSource } from "./published-source.ts";
import { undoRepair } from "./repair-journal.ts";
import { repairProject } from "./repair-session.ts";

/** Repairs every project below the targets, one after the other. Throws `CLI_BAD_FILE` for what is no folder. */
export async function* fixAll(input: FixInput, environment: Environment): AsyncIterable<RepairItem> {
  for (const target of input.targets) await refuseStranger(target, resolve(environment.cwd, target));
  if (input.isUndone) {
    yield* undoAll(input, environment);
    return;
  }
  const { source, looker, parts, tell, close } = await openRepair(input, environment);
  const isAsking = environment.isInputTerminal && !input.isYes && !input.isDryRun;
  const asker = isAsking ? createAsker(environment) : undefined;
  try {
    const context = { input, environment, source, looker, parts, asker, tell };
    for await (const found of foldersOf(input.targets, environment)) yield* fixFound(found, context);
  } finally {
    await asker?.close();
    await close();
  }
}

async function* fixFound(
  found: FoundProject | UnlistedFolder,
  context: FixContext,
): AsyncIterable<RepairItem> {
  if (found.kind === "unlisted") yield unreadItem(found, context.environment);
  else if (isRepairable(found)) {
    const opened = await openProject(found, context.parts);
    if (hasPagesAlone(found) && opened.state.findings.length + opened.unread.length === 0) return;
    yield* fixProject(found, opened, context);
  }
}

async function* undoAll(input: FixInput, environment: Environment): AsyncIterable<RepairItem> {
  for await (const found of projectsOf(input.targets, environment, isRepairable)) {
    const files = await undoRepair(dataFolderOf(input.data, environment), found.folder);
    yield { kind: "undone", target: forwardPath(environment.cwd, found.folder), files };
  }
}

interface FixContext {
  readonly input: FixInput;
  readonly environment: Environment;
  readonly source: PublishedSource;
  readonly looker: ArrivalLooker | undefined;
  readonly parts: OpenParts;
  /** Asks the person at the terminal; none where nobody is to be asked. */
  readonly asker: Asker | undefined;
  readonly tell: (text: string) => void;
}

async function* fixProject(
  found: FoundProject,
  opened: OpenedProject,
  { input, environment, source, looker, parts, asker, tell }: FixContext,
): AsyncIterable<RepairItem> {
  const { requests: listed, unrepaired: left } = listRequests(opened.state.findings, input.only);
  const requests = withInstalled([...listMerges(opened, input), ...listed], opened, input);
  const { knowledge } = opened;
  const planner = createPlanner({
    knowledge,
    source: withoutPrivate(source, opened),
    network: parts.network,
    isVendoring: input.isVendoring,
    looker,
    takesHeld: input.takesHeld,
    tell,
  });
  const home = hasPagesAlone(found) ? found.above : undefined;
  const job = {
    folder: found.folder,
    home,
    opened,
    requests,
    left,
    planner,
    source: withoutPrivate(source, opened),
    look: async () => (await openProject(found, parts)).state,
    flags: input,
    environment,
    asker,
    tell,
  };
  const { ends } = yield* repairProject(job);
  const isMade = ends.some(({ outcome }) => outcome === "applied");
  // What counts is what a new scan finds on the disk, not what was planned.
  const after = isMade && !input.isBranch ? await openProject(foundAfter(found, ends), parts) : opened;
  const planned = new Set(
    input.isBranch ? ends.flatMap(({ group, outcome }) => (outcome === "applied" ? group.repaired : [])) : [],
  );
  const target = forwardPath(environment.cwd, found.folder);
  const unplanned = after.state.findings.filter((finding) => !planned.has(finding));
  const meant = unplanned.filter(({ kind }) => input.only?.has(kind) ?? true);
  const accepted =
    asker === undefined ? [] : await offerAcceptance({ target, remaining: meant, asker, environment });
  const remaining = unplanned.filter((finding) => !accepted.includes(finding));
  yield {
    kind: "result",
    target,
    remaining,
    isFailing: remaining.some(({ severity }) => isFailing(severity, input.failOn)),
    isUnfinished: after.unread.length > 0,
    note: after.unread[0]?.message,
  };
}

/** A repair may have made a lockfile, or taken one away. */
function foundAfter(found: FoundProject, ends: readonly GroupEnd[]): FoundProject {
  const files = new Map(found.files);
  for (const { group, outcome } of ends) {
    for (const { file, after } of outcome === "applied" ? group.changes : []) {
      const kind = kindOfName(file);
      if (after === undefined) files.delete(file);
      else if (kind === "lockfile") files.set(file, kind);
    }
  }
  return { ...found, files };
}

/** Lockfiles that hold the marks of a merge: nothing else can be said of them before it ends. */
function listMerges({ state, unread }: OpenedProject, { only }: FixInput): readonly RepairRequest[] {
  if (only !== undefined && !only.has("lockfile")) return [];
  const graphs = new Set(state.project.graphs.map(({ file }) => file));
  return unread.flatMap(({ file, code }): readonly RepairRequest[] =>
    code === "LOCKFILE_BAD_FORMAT" && state.texts.has(file) && !graphs.has(file)
      ? [{ kind: "lockfile", wish: { kind: "conflict", file }, findings: [] }]
      : [],
  );
}

/** What is installed follows a lockfile that changes; branches have no installed tree. */
function withInstalled(
  requests: readonly RepairRequest[],
  { state }: OpenedProject,
  { only, isBranch }: FixInput,
): readonly RepairRequest[] {
  if (isBranch) return requests.filter(({ wish }) => wish.kind !== "disk");
  const isKnown = requests.some(({ wish }) => wish.kind === "disk");
  const isMoved = requests.some(({ wish }) => wish.kind === "move");
  const isMeant = only === undefined || only.has("disk");
  if (isKnown || !isMoved || !isMeant || state.project.installed === undefined) return requests;
  return [...requests, { kind: "disk", wish: { kind: "disk" }, findings: [] }];
}

/** Security: the name of a private package is nobody's business but its own registry's. */
export function withoutPrivate(source: PublishedSource, { routed }: OpenedProject): PublishedSource {
  const isPrivate = (name: string): boolean => {
    const parsed = tryParsePackageName(name);
    const scope = parsed === undefined ? undefined : scopeOf(parsed);
    return scope !== undefined && routed.has(scope);
  };
  return {
    ...source,
    read: async (name) => (isPrivate(name) ? undefined : await source.read(name)),
    bytes: async (locked) => (isPrivate(locked.name) ? undefined : await source.bytes?.(locked)),
    whyNot: (name) =>
      isPrivate(name) ? "the project takes it from a registry of its own" : source.whyNot?.(name),
    checksum: async (name, release) => (isPrivate(name) ? undefined : await source.checksum(name, release)),
  };
}

/** What repairs are made with, whatever asked for them. */
export interface OpenedRepair {
  readonly source: PublishedSource;
  /** None where nobody is to look into bytes, or nobody may be asked for them. */
  readonly looker: ArrivalLooker | undefined;
  readonly parts: OpenParts;
  readonly tell: (text: string) => void;
  readonly close: () => Promise<void>;
}

/** Opens what a repair needs to know. Throws what reading policies, advisories and registries throws. */
export async function openRepair(
  flags: RepairFlags & { readonly isOnline?: boolean },
  environment: Environment,
): Promise<OpenedRepair> {
  const { document: policy } = await readInspectionPolicy(flags, environment);
  const { knowledge } = await readKnowledge({ data: flags.data, policy }, environment);
  const progress = createScanProgress(environment);
  const scan = scanInputOf(flags);
  const histories = await createHistoryReader({ input: scan, environment, progress });
  const sieve = await openSieve(scan, environment);
  const source = await openPublishedSource(flags, environment);
  const network = flags.isOnline === true ? await openPages(flags, environment) : undefined;
  const sift = async (findings: readonly ScanFinding[], target: string): Promise<readonly ScanFinding[]> =>
    (await sieve.apply({ ...emptyReport, target, findings })).findings;
  const tell = (text: string): void => progress.tell(text);
  const open = flags.hasDrift ? source.openInspector : undefined;
  const { clock } = environment;
  const looker = open === undefined ? undefined : createArrivalLooker({ open, clock, tell });
  return {
    source,
    looker,
    parts: { environment, knowledge, histories, network, sift },
    tell,
    close: async () => {
      await progress.clear();
      await histories.close();
      await looker?.close();
      await source.close();
      await network?.close();
    },
  };
}

async function openPages(flags: RepairFlags, environment: Environment): Promise<PageNetwork> {
  const { openPageNetwork } = await import("../scan/page-network.ts");
  return await openPageNetwork(flags, environment);
}

const emptyReport: Omit<ScanReport, "findings" | "target"> = {
  graphs: [],
  suppressed: [],
  unread: [],
  packages: 0,
  durationMs: 0,
};

function scanInputOf({
  data,
  policy,
  upstream,
  isOnline = false,
}: RepairFlags & { readonly isOnline?: boolean }): ScanInput {
  return {
    targets: [],
    format: "json",
    out: undefined,
    failOn: "high",
    hasDevelopment: true,
    minSeverity: "info",
    baseline: undefined,
    writeBaseline: undefined,
    since: undefined,
    suppressions: undefined,
    reports: [],
    policy,
    data,
    upstream,
    isOnline,
    isThorough: false,
    isGlobal: false,
    isShowingAccepted: false,
  };
}

/** The projects below folders; an unlisted folder is no project to repair. */
export async function* projectsOf(
  targets: readonly string[],
  { cwd }: Pick<Environment, "cwd">,
  isMeant: (found: FoundProject) => boolean = isProject,
): AsyncIterable<FoundProject> {
  for await (const found of foldersOf(targets, { cwd })) {
    if (found.kind === "project" && isMeant(found)) yield found;
  }
}

async function* foldersOf(
  targets: readonly string[],
  { cwd }: Pick<Environment, "cwd">,
): AsyncIterable<FoundProject | UnlistedFolder> {
  for (const target of targets.length === 0 ? ["."] : targets) yield* findProjects(resolve(cwd, target));
}

/** What the system refuses to list may hold projects: nothing is known of them. */
function unreadItem({ folder, code }: UnlistedFolder, { cwd }: Environment): RepairItem {
  return {
    kind: "result",
    target: forwardPath(cwd, folder),
    remaining: [],
    isFailing: false,
    isUnfinished: true,
    note: `${forwardPath(cwd, folder)}: ${code}`,
  };
}

/** What is no folder has no project to repair, which must not look as if nothing were left. */
async function refuseStranger(target: string, path: string): Promise<void> {
  const stats = await tryStat(path);
  if (stats?.isDirectory() === true) return;
  const reason = stats === undefined ? "there is no such folder" : "it is no folder";
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot repair ${JSON.stringify(target.slice(0, 300))} as ${reason}`,
    hint: "Name the folder of a project, or one of many.",
  });
}

/** What pages load can be repaired wherever they lie. */
function isRepairable(found: FoundProject): boolean {
  return isProject(found) || [...found.files.values()].includes("page");
}

function isProject({ files }: FoundProject): boolean {
  const kinds = new Set(files.values());
  return kinds.has("lockfile") || kinds.has("manifest");
}
