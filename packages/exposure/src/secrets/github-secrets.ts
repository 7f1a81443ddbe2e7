import type { ExposedPlace } from "../observation.ts";
import { providerOfName } from "./classify-name.ts";
import { lineOf } from "./definition-file.ts";
import { listAt, textAt, textsOf } from "./definition-yaml.ts";
import type { DefinitionValue } from "./definition-yaml.ts";
import { findAskedSecrets } from "./github-expression.ts";
import { readJobRights, trustersOf } from "./github-rights.ts";
import {
  calledWorkflow,
  installCertaintyOfJob,
  isForPullRequestsAlone,
  namesByCallers,
} from "./github-workflow.ts";
import type { GitHubJob, GitHubWorkflow, GitHubWorkflows } from "./github-workflow.ts";
import type { InstallCertainty } from "./install-command.ts";
import type { SecretGap, SecretInReach, SecretReach, SecretsInReach } from "./secret-in-reach.ts";

/** Finds what the jobs of GitHub's workflows that install packages had in reach. */
export function findGitHubSecrets(workflows: GitHubWorkflows, where: ExposedPlace): SecretsInReach {
  const secrets: SecretInReach[] = [];
  const gaps: SecretGap[] = [];
  const callers = namesByCallers(workflows);
  for (const workflow of workflows.values()) {
    const renamed = callers.get(workflow.file.path) ?? new Map<string, ReadonlySet<string>>();
    for (const job of workflow.jobs) {
      const install = installCertaintyOfJob(job, workflows);
      if (install === "does-not") continue;
      const scene: JobScene = { workflow, job, install, workflows, renamed, where };
      secrets.push(...secretsOfJob(scene), ...secretsOfLaterJobs(scene));
      gaps.push(...gapsOfJob(scene));
    }
  }
  return { secrets, gaps };
}

interface JobScene {
  readonly workflow: GitHubWorkflow;
  readonly job: GitHubJob;
  readonly install: InstallCertainty;
  readonly workflows: GitHubWorkflows;
  readonly renamed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly where: ExposedPlace;
}

function secretsOfJob(scene: JobScene): readonly SecretInReach[] {
  const { workflow, job } = scene;
  const installing = job.steps.filter(({ install }) => install !== "does-not");
  const near = findAskedSecrets(
    workflow.root.get("env"),
    job.map.get("env"),
    ...installing.flatMap(({ map }) => [map.get("env"), map.get("with"), map.get("run")]),
  );
  const far = findAskedSecrets(job.map);
  const named = [
    ...namedSecrets(near.names, "process", scene),
    ...namedSecrets(new Set([...far.names].filter((name) => !near.names.has(name))), "job", scene),
  ];
  const every = near.isEvery || far.isEvery ? [everySecret(near.isEvery ? "process" : "job", scene)] : [];
  return [...named, ...every, ...tokensOf(near.isJobToken, scene), ...machineOf(scene)];
}

function namedSecrets(
  names: ReadonlySet<string>,
  reach: SecretReach,
  scene: JobScene,
): readonly SecretInReach[] {
  return [...names].flatMap((name) =>
    [...(scene.renamed.get(name) ?? [name])].map((real) =>
      secretOf(scene, {
        kind: "named",
        provider: providerOfName(real),
        name: real,
        reach,
        cause: `${jobWords(scene)} ${reach === "process" ? "and hands it over in its environment" : "and uses it in another step"}`,
        wanted: name,
      }),
    ),
  );
}

function everySecret(reach: SecretReach, scene: JobScene): SecretInReach {
  return secretOf(scene, {
    kind: "every",
    provider: "github",
    name: "every secret of the repository and its organisation that the job may read",
    reach,
    cause: `${jobWords(scene)} and asks for all secrets, or for one that only the run decides on`,
    wanted: "secrets",
  });
}

function tokensOf(isNear: boolean, scene: JobScene): readonly SecretInReach[] {
  const { workflow, job } = scene;
  const { writes, hasIdentity } = readJobRights(workflow.root.get("permissions"), job.map.get("permissions"));
  const found: SecretInReach[] = [];
  if (writes === undefined || writes.length > 0) {
    const may =
      writes === undefined
        ? "may do what the repository's default lets it"
        : `may write ${writes.join(", ")}`;
    found.push(
      secretOf(scene, {
        kind: "job-token",
        provider: "github",
        name: "GITHUB_TOKEN",
        reach: isNear ? "process" : "job",
        cause: `${jobWords(scene)}, and its token ${may}; it ended with the job, what was done with it did not`,
        wanted: "permissions",
      }),
    );
  }
  if (!hasIdentity) return found;
  const identities = trustersOf(job.map).map((provider) =>
    secretOf(scene, {
      kind: "identity",
      provider,
      name: `identity of the job (id-token)`,
      reach: "job",
      cause: `${jobWords(scene)} and may ask for an identity that others trust without a secret`,
      wanted: "id-token",
    }),
  );
  return [...found, ...identities];
}

/** A runner of one's own lives on after the job, with all that lies on it. */
function machineOf(scene: JobScene): readonly SecretInReach[] {
  if (!textsOf(scene.job.map.get("runs-on")).some((label) => label.includes("self-hosted"))) return [];
  return [
    secretOf(scene, {
      kind: "every",
      provider: "ci",
      name: "whatever lies on the machine of the self-hosted runner",
      reach: "host",
      cause: `${jobWords(scene)} on a runner of your own, which lives on after the job`,
      wanted: "self-hosted",
    }),
  ];
}

/** Jobs that take over files, caches or outputs of a job which may have written what it liked into them. */
function secretsOfLaterJobs(scene: JobScene): readonly SecretInReach[] {
  const { workflow, job } = scene;
  return workflow.jobs.flatMap((later) => {
    const isLater = listAt(later.map, "needs").includes(job.id);
    if (!isLater || installCertaintyOfJob(later, scene.workflows) !== "does-not") return [];
    if (!textsOf(later.map).some((text) => /download-artifact|\bneeds\.|actions\/cache/.test(text)))
      return [];
    const { names } = findAskedSecrets(later.map);
    return [...names].map((name) =>
      secretOf(scene, {
        kind: "named",
        provider: providerOfName(name),
        name,
        reach: "later-job",
        cause: `job ${quote(later.id)} uses it with what ${jobWords(scene)} made`,
        wanted: name,
      }),
    );
  });
}

function gapsOfJob({ workflow, job, workflows }: JobScene): readonly SecretGap[] {
  const ref = workflow.file.path;
  const uses = textAt(job.map, "uses");
  if (uses === undefined || calledWorkflow(uses, workflows) !== undefined) return [];
  const inherits = textAt(job.map, "secrets") === "inherit";
  const given = inherits ? "is given all secrets" : "may be given secrets";
  return [{ ref, message: `job ${quote(job.id)} calls ${quote(uses)}, which was not read and ${given}` }];
}

type SecretParts = Pick<SecretInReach, "kind" | "provider" | "name" | "reach" | "cause"> & {
  /** What to look for in the text. */
  readonly wanted: string;
};

function secretOf({ workflow, job, install, where }: JobScene, parts: SecretParts): SecretInReach {
  const { wanted, ...rest } = parts;
  const { path, text } = workflow.file;
  const start = Math.max(0, text.indexOf(`${job.id}:`));
  const at = text.includes(wanted, start) ? lineOf(text, wanted, start) : lineOf(text, wanted);
  return { ...rest, isInstallKnown: install === "installs", ref: `${path}:${String(at)}`, where };
}

function jobWords({ workflow, job, install }: JobScene): string {
  const does = install === "installs" ? "installs packages" : "runs commands that may install packages";
  const environment = environmentOf(job.map.get("environment"));
  const inside = environment === undefined ? "" : ` for environment ${quote(environment)}`;
  const forks = isForPullRequestsAlone(workflow.root) ? " (for pull requests; not those from forks)" : "";
  return `job ${quote(job.id)}${inside}${forks} ${does}`;
}

function environmentOf(value: DefinitionValue | undefined): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  return value instanceof Map ? textAt(value, "name") : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
