import { isMap, textAt } from "./definition-yaml.ts";
import type { DefinitionMap, DefinitionValue } from "./definition-yaml.ts";
import { stepsOf } from "./github-install.ts";
import type { ProviderId } from "./provider.ts";

/** What the token of a job may do. */
export interface JobRights {
  /** What it may write, as the definition names it; `undefined` where the repository's default decides. */
  readonly writes: readonly string[] | undefined;
  /** Whether the job may ask for an identity that others trust. */
  readonly hasIdentity: boolean;
}

/** Reads the rights of a job: its own, else those of its workflow; what is named in neither is the repository's default. */
export function readJobRights(
  ofWorkflow: DefinitionValue | undefined,
  ofJob: DefinitionValue | undefined,
): JobRights {
  const rights = ofJob ?? ofWorkflow;
  if (rights === undefined) return { writes: undefined, hasIdentity: false };
  if (typeof rights === "string") {
    const isAll = rights === "write-all";
    return { writes: isAll ? ["everything"] : [], hasIdentity: isAll };
  }
  if (!isMap(rights)) return { writes: [], hasIdentity: false };
  const writes = [...rights].flatMap(([name, right]) => (right === "write" ? [name] : []));
  return { writes: writes.filter((name) => name !== "id-token"), hasIdentity: writes.includes("id-token") };
}

const trusting: readonly (readonly [string, ProviderId])[] = [
  ["aws-actions/", "aws"],
  ["google-github-actions/", "gcp"],
  ["azure/", "azure"],
  ["hashicorp/vault-action", "secret-store"],
  ["pypa/", "other"],
];

/** Who is known to trust the identity of a job, by the actions it uses and the commands it runs. */
export function trustersOf(job: DefinitionMap): readonly ProviderId[] {
  const found = new Set<ProviderId>();
  for (const step of stepsOf(job)) {
    const uses = textAt(step, "uses")?.toLowerCase() ?? "";
    for (const [prefix, provider] of trusting) if (uses.startsWith(prefix)) found.add(provider);
    const run = textAt(step, "run") ?? "";
    if (/\bpublish\b|\bsemantic-release\b|\brelease\b/.test(run) || uses.startsWith("changesets/"))
      found.add("npm");
  }
  return found.size === 0 ? ["other"] : [...found];
}
