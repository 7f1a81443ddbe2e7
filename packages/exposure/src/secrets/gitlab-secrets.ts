import type { ExposedPlace } from "../observation.ts";
import { isSecretName, providerOfName } from "./classify-name.ts";
import { lineOf } from "./definition-file.ts";
import type { DefinitionFile } from "./definition-file.ts";
import { isMap, mapAt, textAt, textsOf } from "./definition-yaml.ts";
import type { DefinitionMap } from "./definition-yaml.ts";
import { foreignIncludes, gitLabJobs } from "./gitlab-jobs.ts";
import type { GitLabJob } from "./gitlab-jobs.ts";
import type { ProviderId } from "./provider.ts";
import type { SecretInReach, SecretsInReach } from "./secret-in-reach.ts";

/** Finds what the jobs of a GitLab pipeline that install packages had in reach. */
export function findGitLabSecrets(
  file: DefinitionFile,
  root: DefinitionMap,
  where: ExposedPlace,
): SecretsInReach {
  const jobs = gitLabJobs(root).filter(({ install }) => install !== "does-not");
  const secrets = jobs.flatMap((job) => secretsOfJob({ file, job, where }));
  const gaps = foreignIncludes(root).map((include) => ({
    ref: file.path,
    message: `it includes ${quote(include)}, which was not read: jobs of it may have run installations`,
  }));
  return { secrets, gaps };
}

interface JobScene {
  readonly file: DefinitionFile;
  readonly job: GitLabJob;
  readonly where: ExposedPlace;
}

function secretsOfJob(scene: JobScene): readonly SecretInReach[] {
  const { job } = scene;
  return [
    ...variablesOf(scene),
    ...identitiesOf(scene),
    ...storedOf(scene),
    make(scene, {
      kind: "every",
      provider: "gitlab",
      name: "every CI/CD variable of the project, its groups and the instance (protected ones on protected branches)",
      reach: "process",
      cause: `${jobWords(job)}, and GitLab gives all variables to each job`,
    }),
    make(scene, {
      kind: "job-token",
      provider: "gitlab",
      name: "CI_JOB_TOKEN",
      reach: "process",
      cause: `${jobWords(job)}; the token ended with the job, what was done with it did not`,
    }),
  ];
}

const variable = /\$(?:\{([A-Za-z_]\w{0,200})|([A-Za-z_]\w{0,200}))/g;
/** GitLab's own, which every job is given and which end with it. */
const ownPrefixes: readonly string[] = ["CI_", "GITLAB_", "FF_"];

function variablesOf(scene: JobScene): readonly SecretInReach[] {
  const { job } = scene;
  const used = [
    ...`${job.script}\n${textsOf(job.map.get("variables")).join("\n")}`.matchAll(variable),
  ].flatMap(([, braced, plain]) => braced ?? plain ?? []);
  const names = new Set([...job.variables, ...used].filter(isSecretName));
  return [...names]
    .filter((name) => !ownPrefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) =>
      make(scene, {
        kind: "named",
        provider: providerOfName(name),
        name,
        reach: "process",
        cause: `${jobWords(job)} and has it in its environment`,
      }),
    );
}

function identitiesOf(scene: JobScene): readonly SecretInReach[] {
  const { job } = scene;
  return [...mapAt(job.map, "id_tokens")].map(([name, value]) => {
    const audience = isMap(value) ? textsOf(value.get("aud")).join(", ") : "";
    const whose = audience === "" ? "others" : quote(audience);
    return make(scene, {
      kind: "identity",
      provider: trusterOf(`${name} ${audience}`),
      name,
      reach: "process",
      cause: `${jobWords(job)} and is given an identity that ${whose} trusts without a secret`,
    });
  });
}

function trusterOf(words: string): ProviderId {
  const provider = providerOfName(words.replaceAll(".", "_"));
  return provider === "gitlab" ? "other" : provider;
}

/** `secrets:` takes them from a store outside. */
function storedOf(scene: JobScene): readonly SecretInReach[] {
  const { job } = scene;
  return [...mapAt(job.map, "secrets").keys()].map((name) =>
    make(scene, {
      kind: "named",
      provider: providerOfName(name),
      name,
      reach: "process",
      cause: `${jobWords(job)} and takes it from a store of secrets`,
    }),
  );
}

function make(
  { file, job, where }: JobScene,
  parts: Pick<SecretInReach, "kind" | "provider" | "name" | "reach" | "cause">,
): SecretInReach {
  const start = Math.max(0, file.text.indexOf(`${job.id}:`));
  const isNamed = parts.kind !== "every" && file.text.includes(parts.name);
  const line = isNamed ? lineOf(file.text, parts.name) : lineOf(file.text, `${job.id}:`, start);
  return { ...parts, isInstallKnown: job.install === "installs", ref: `${file.path}:${String(line)}`, where };
}

function jobWords({ id, map, install }: GitLabJob): string {
  const does = install === "installs" ? "installs packages" : "runs commands that may install packages";
  const environment = textAt(map, "environment") ?? textAt(mapAt(map, "environment"), "name");
  return `job ${quote(id)}${environment === undefined ? "" : ` for environment ${quote(environment)}`} ${does}`;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
