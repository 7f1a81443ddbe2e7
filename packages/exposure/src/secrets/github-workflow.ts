import type { DefinitionFile } from "./definition-file.ts";
import { isMap, mapAt, textAt } from "./definition-yaml.ts";
import type { DefinitionMap, DefinitionValue } from "./definition-yaml.ts";
import { findAskedSecrets } from "./github-expression.ts";
import { installCertaintyOfStep, stepsOf } from "./github-install.ts";
import type { LocalActions } from "./github-install.ts";
import { likelierInstall } from "./install-command.ts";
import type { InstallCertainty } from "./install-command.ts";

/** A workflow of GitHub Actions. */
export interface GitHubWorkflow {
  readonly file: DefinitionFile;
  readonly root: DefinitionMap;
  readonly jobs: readonly GitHubJob[];
}

/** A job of one. */
export interface GitHubJob {
  readonly id: string;
  readonly map: DefinitionMap;
  readonly steps: readonly GitHubStep[];
}

/** A step of one. */
export interface GitHubStep {
  readonly map: DefinitionMap;
  readonly install: InstallCertainty;
}

/** All workflows of a repository by their path. */
export type GitHubWorkflows = ReadonlyMap<string, GitHubWorkflow>;

/** Takes a workflow apart. */
export function openWorkflow(
  file: DefinitionFile,
  root: DefinitionMap,
  actions: LocalActions,
): GitHubWorkflow {
  const jobs = [...mapAt(root, "jobs")].flatMap(([id, map]) => {
    if (!isMap(map)) return [];
    const steps = stepsOf(map).map((step) => ({ map: step, install: installCertaintyOfStep(step, actions) }));
    return [{ id, map, steps }];
  });
  return { file, root, jobs };
}

const maxCalls = 4;

/** Says whether a job installs packages, also by the workflow of the same repository that it calls. */
export function installCertaintyOfJob(
  job: GitHubJob,
  workflows: GitHubWorkflows,
  depth = 0,
): InstallCertainty {
  const own = job.steps.map(({ install }) => install).reduce(likelierInstall, "does-not");
  const uses = textAt(job.map, "uses");
  if (uses === undefined) return own;
  const called = calledWorkflow(uses, workflows);
  if (called === undefined || depth >= maxCalls) return "may-install";
  return called.jobs
    .map((each) => installCertaintyOfJob(each, workflows, depth + 1))
    .reduce(likelierInstall, own);
}

/** The workflow of the same repository that a job calls. */
export function calledWorkflow(uses: string, workflows: GitHubWorkflows): GitHubWorkflow | undefined {
  return uses.startsWith("./") ? workflows.get(uses.slice(2)) : undefined;
}

/**
 * The names that callers in the same repository give to the secrets of each workflow they call: a called workflow speaks
 * of `npm_token`, while the repository knows it as `NPM_TOKEN`.
 */
export function namesByCallers(
  workflows: GitHubWorkflows,
): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const names = new Map<string, Map<string, Set<string>>>();
  for (const { jobs } of workflows.values()) {
    for (const { map } of jobs) {
      const called = calledWorkflow(textAt(map, "uses") ?? "", workflows);
      if (called === undefined) continue;
      const ofCalled = names.get(called.file.path) ?? new Map<string, Set<string>>();
      names.set(called.file.path, ofCalled);
      for (const [name, value] of mapAt(map, "secrets")) noteNames(ofCalled, name, value);
    }
  }
  return names;
}

function noteNames(names: Map<string, Set<string>>, name: string, value: DefinitionValue): void {
  const given = names.get(name) ?? new Set<string>();
  for (const each of findAskedSecrets(value).names) given.add(each);
  names.set(name, given);
}

/** Whether a workflow runs for pull requests alone, those from forks being given no secrets. */
export function isForPullRequestsAlone(root: DefinitionMap): boolean {
  const on = root.get("on");
  if (typeof on === "string") return on === "pull_request";
  if (isMap(on)) return on.size > 0 && [...on.keys()].every((event) => event === "pull_request");
  return on !== undefined && on.length > 0 && on.every((event) => event === "pull_request");
}
