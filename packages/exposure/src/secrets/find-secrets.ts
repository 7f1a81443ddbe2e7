import type { ExposedPlace } from "../observation.ts";
import { definitionKindOf } from "./definition-file.ts";
import type { DefinitionFile, DefinitionKind } from "./definition-file.ts";
import { readDefinition } from "./definition-yaml.ts";
import type { DefinitionMap } from "./definition-yaml.ts";
import { openWorkflow } from "./github-workflow.ts";
import type { GitHubWorkflow } from "./github-workflow.ts";
import { findGitHubSecrets } from "./github-secrets.ts";
import { findGitLabSecrets } from "./gitlab-secrets.ts";
import { findJenkinsSecrets } from "./jenkins-secrets.ts";
import { orderOfProvider } from "./providers.ts";
import { secretLimits } from "./secret-in-reach.ts";
import type { SecretGap, SecretInReach, SecretsInReach } from "./secret-in-reach.ts";

/**
 * Finds the secrets that installed code could take in the pipelines of a place, by the definitions as they were when the
 * pipelines ran. Other files are passed over. Pure; never throws for what a file holds: what cannot be read is a gap.
 * Sorted by what to replace first, the nearer ones before the others.
 */
export function secretsInReach(where: ExposedPlace, files: readonly DefinitionFile[]): SecretsInReach {
  const gaps: SecretGap[] = [];
  const secrets: SecretInReach[] = [];
  const definitions = openDefinitions(files.slice(0, secretLimits.maxFiles), gaps);
  if (files.length > secretLimits.maxFiles) {
    gaps.push({ ref: where.id, message: `it has more than ${String(secretLimits.maxFiles)} files` });
  }
  take(findGitHubSecrets(definitions.workflows, where));
  for (const { file, root } of definitions.gitLab) take(findGitLabSecrets(file, root, where));
  for (const file of definitions.jenkins) take(findJenkinsSecrets(file, where));
  if (secrets.length > secretLimits.maxSecrets) {
    gaps.push({ ref: where.id, message: `it has more than ${String(secretLimits.maxSecrets)} secrets` });
  }
  return { secrets: sortSecrets(dropTwins(secrets)).slice(0, secretLimits.maxSecrets), gaps };

  function take(found: SecretsInReach): void {
    secrets.push(...found.secrets);
    gaps.push(...found.gaps);
  }
}

interface Definitions {
  readonly workflows: ReadonlyMap<string, GitHubWorkflow>;
  readonly gitLab: readonly { readonly file: DefinitionFile; readonly root: DefinitionMap }[];
  readonly jenkins: readonly DefinitionFile[];
}

interface OpenedDefinition {
  readonly kind: DefinitionKind;
  readonly file: DefinitionFile;
  readonly root: DefinitionMap | undefined;
}

function openDefinitions(files: readonly DefinitionFile[], gaps: SecretGap[]): Definitions {
  const read = files.flatMap((file): readonly OpenedDefinition[] => {
    const kind = definitionKindOf(file.path);
    if (kind === undefined) return [];
    if (kind === "jenkins") return [{ kind, file, root: undefined }];
    if (kind === "unknown-system") {
      gaps.push({ ref: file.path, message: "pipelines of this system are not read: look at it by hand" });
      return [];
    }
    const reading = readDefinition(file.text);
    if (reading.kind === "read") return [{ kind, file, root: reading.root }];
    gaps.push({ ref: file.path, message: `it cannot be read: ${reading.why}` });
    return [];
  });
  const ofKind = (
    wanted: string,
  ): readonly { readonly file: DefinitionFile; readonly root: DefinitionMap }[] =>
    read.flatMap(({ kind, file, root }) => (kind === wanted && root !== undefined ? [{ file, root }] : []));
  const actions = new Map(ofKind("github-action").map(({ file, root }) => [folderOf(file.path), root]));
  return {
    workflows: new Map(
      ofKind("github-workflow").map(({ file, root }) => [file.path, openWorkflow(file, root, actions)]),
    ),
    gitLab: ofKind("gitlab"),
    jenkins: read.flatMap(({ kind, file }) => (kind === "jenkins" ? [file] : [])),
  };
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

const reaches: readonly string[] = ["process", "host", "job", "later-job"];

/** Sorts secrets by what to replace first; of one provider the nearer ones come first. */
export function sortSecrets(secrets: readonly SecretInReach[]): readonly SecretInReach[] {
  return secrets.toSorted(
    (left, right) =>
      orderOfProvider(left.provider) - orderOfProvider(right.provider) ||
      reaches.indexOf(left.reach) - reaches.indexOf(right.reach) ||
      compareTexts(left.name, right.name) ||
      compareTexts(left.ref, right.ref),
  );
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function dropTwins(secrets: readonly SecretInReach[]): readonly SecretInReach[] {
  const byKey = new Map(
    secrets.map((secret) => [
      JSON.stringify([secret.kind, secret.provider, secret.name, secret.ref, secret.cause]),
      secret,
    ]),
  );
  return [...byKey.values()];
}
