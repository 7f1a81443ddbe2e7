import { resolve } from "node:path";

import type { RepairGroup, RepairRequest, RepairRisk, RepairState, Unrepaired } from "@lockkeeper/scan";
import { clientOf } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { forwardPath } from "../scan/read-project-settings.ts";
import { openRepair, projectsOf, withoutPrivate } from "./fix-session.ts";
import type { RepairItem, UpdateInput } from "./fix-input.ts";
import { createPlanner } from "./make-plan.ts";
import type { Planner } from "./make-plan.ts";
import { openProject } from "./open-project.ts";
import { repairProject } from "./repair-session.ts";

const risks: readonly RepairRisk[] = ["low", "moderate", "high"];

/** Takes newer versions of a project's dependencies, the least risky first. */
export async function* updateAll(input: UpdateInput, environment: Environment): AsyncIterable<RepairItem> {
  // Without a person to ask, a plan is all that is wanted.
  const flags = { ...input, isDryRun: input.isDryRun || (!input.isYes && !environment.isInputTerminal) };
  const { source, looker, parts, tell, close } = await openRepair(flags, environment);
  try {
    const found = await firstProject(input, environment);
    const opened = await openProject(found, parts);
    const { state, knowledge } = opened;
    const { takesHeld } = input;
    const planner = createPlanner({
      knowledge,
      source: withoutPrivate(source, opened),
      looker,
      takesHeld,
      tell,
    });
    const { requests, left } = await orderRequests(listUpdates(state, input), { state, planner, input });
    const { folder } = found;
    const job = { folder, opened, requests, left, planner, flags, environment, tell };
    const { ends } = yield* repairProject(job);
    const undone = ends.find(({ outcome }) => outcome === "rolled-back");
    yield {
      kind: "result",
      target: forwardPath(environment.cwd, folder),
      remaining: [],
      isFailing: false,
      isUnfinished: undone !== undefined || opened.unread.length > 0,
      note: undone?.detail ?? opened.unread[0]?.message,
    };
  } finally {
    await close();
  }
}

async function firstProject(
  { folder }: UpdateInput,
  environment: Environment,
): Promise<Parameters<typeof openProject>[0]> {
  for await (const found of projectsOf([folder], environment)) {
    if (found.folder === resolve(environment.cwd, folder)) return found;
    break;
  }
  throw new CliError("CLI_USAGE", {
    message: `Cannot update "${folder.slice(0, 200)}" as it holds no package.json and no lockfile`,
    hint: "Call it in the project's folder.",
  });
}

/** What the project asks for itself, each locked version once. */
function listUpdates(
  { project }: RepairState,
  { names, isBeyondRanges }: UpdateInput,
): readonly RepairRequest[] {
  const wanted = new Set(names);
  const requests = new Map<string, RepairRequest>();
  const seen = new Set<string>();
  for (const { file, graph } of project.graphs) {
    if (graph.source !== clientOf(graph.source)) continue;
    const direct = new Set(graph.roots.flatMap(({ dependencies }) => dependencies.map(({ to }) => to)));
    for (const [index, { name, version, kind }] of graph.packages.entries()) {
      const isMeant = wanted.size === 0 ? direct.has(index) : wanted.has(name);
      if (kind !== "registry" || !isMeant) continue;
      seen.add(name);
      requests.set(JSON.stringify([file, name, version]), {
        kind: "update",
        wish: { kind: "move", file, name, from: version, goal: "newer", isBeyondRanges },
        findings: [],
      });
    }
  }
  const missing = names.find((name) => !seen.has(name));
  if (missing === undefined) return [...requests.values()];
  throw new CliError("CLI_USAGE", {
    message: `Cannot update "${missing.slice(0, 200)}" as no lockfile here has it from a registry`,
    hint: "Write its name as package.json does.",
  });
}

interface OrderedRequests {
  readonly requests: readonly RepairRequest[];
  readonly left: readonly Unrepaired[];
}

/** The least risky first; what is riskier than wanted is left. */
async function orderRequests(
  requests: readonly RepairRequest[],
  {
    state,
    planner,
    input,
  }: { readonly state: RepairState; readonly planner: Planner; readonly input: UpdateInput },
): Promise<OrderedRequests> {
  const { plan } = await planner.plan(state, requests);
  const known = new Map(plan.groups.map((group) => [group.wish, group]));
  const risky = plan.groups.filter((group) => isTooRisky(group, input));
  return {
    requests: requests
      .flatMap((request) => {
        const group = known.get(request.wish);
        return group === undefined || risky.includes(group) ? [] : [{ request, group }];
      })
      .toSorted((left, right) => rankOf(left.group) - rankOf(right.group))
      .map(({ request }) => request),
    left: [...plan.unrepaired, ...risky.map(leftForRisk)],
  };
}

function leftForRisk({ title, risk, riskReason }: RepairGroup): Unrepaired {
  return { findings: [], why: `${title}: its risk is ${risk} (${riskReason})`, command: undefined };
}

function isTooRisky({ risk }: RepairGroup, { maxRisk }: UpdateInput): boolean {
  return risks.indexOf(risk) > risks.indexOf(maxRisk);
}

/** By risk, then a patch before more. */
function rankOf({ risk, riskReason }: RepairGroup): number {
  return risks.indexOf(risk) * 2 + Number(!riskReason.startsWith("a patch"));
}
