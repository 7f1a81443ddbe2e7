import { join, resolve } from "node:path";

import { limits } from "@lockkeeper/core";
import type { PolicyDocument, PolicyTier } from "@lockkeeper/policy";

import { isThere, readBoundedFile } from "./bounded-file.ts";
import { dataFolderOf } from "./data-folder.ts";
import type { Environment } from "./environment.ts";
import { readIncidentPolicies } from "./incident-policies.ts";

/** A policy with the place it was read from. */
export interface LoadedPolicy {
  readonly policy: PolicyDocument;
  /** The file, or what stands in for one. */
  readonly source: string;
  /** The same for a report, without a path of this machine that nobody typed. */
  readonly shownSource: string;
  /** As written; empty for a built-in preset. */
  readonly text: string;
}

/** How a report names the policy that is in the data folder: whose machine made it is nobody's business. */
const dataFolderPolicy = "policy.yaml of the data folder";

/** The name of a repository's own policy; it may only tighten. */
export const repositoryPolicyName = "lockkeeper.policy.yaml";

/** Reads a policy that must be there. Throws `CLI_BAD_FILE`, `POLICY_*`. */
export async function readPolicyFile(
  path: string,
  tier: PolicyTier,
  shownSource: string = path,
): Promise<LoadedPolicy> {
  const { parsePolicy } = await import("@lockkeeper/policy");
  const text = await readBoundedFile(path, {
    what: "a policy",
    maxBytes: limits.policyFileMaxBytes,
    hint: "Check the path; `policy init` writes a policy to start from.",
  });
  return { policy: parsePolicy(text, { source: path, tier }), source: path, shownSource, text };
}

/**
 * The organisation's policy: the named file, else that of the data folder, else *balanced*; tightened by what incidents
 * ask for while they last. Throws `CLI_BAD_FILE`, `POLICY_*`.
 */
export async function readOrganisationPolicy(
  flags: { readonly policy: string | undefined; readonly data: string | undefined },
  environment: Environment,
): Promise<LoadedPolicy> {
  const written = await readWrittenPolicy(flags, environment);
  const incidents = await readIncidentPolicies(dataFolderOf(flags.data, environment));
  if (incidents.length === 0) return written;
  const { tightenByIncidents } = await import("@lockkeeper/policy");
  const ids = incidents.map(({ id }) => id).join(", ");
  return {
    ...written,
    policy: tightenByIncidents(written.policy, incidents),
    source: `${written.source}, tightened by incident ${ids}`,
    shownSource: `${written.shownSource}, tightened by incident ${ids}`,
  };
}

async function readWrittenPolicy(
  flags: { readonly policy: string | undefined; readonly data: string | undefined },
  environment: Environment,
): Promise<LoadedPolicy> {
  if (flags.policy !== undefined)
    return readPolicyFile(resolve(environment.cwd, flags.policy), "organisation", flags.policy);
  const path = join(dataFolderOf(flags.data, environment), "policy.yaml");
  if (await isThere(path)) return readPolicyFile(path, "organisation", dataFolderPolicy);
  const { presetPolicy } = await import("@lockkeeper/policy");
  const source = "built-in preset balanced";
  return { policy: presetPolicy("balanced"), source, shownSource: source, text: "" };
}

/** The policy of the repository in the current folder, if it has one. Throws `CLI_BAD_FILE`, `POLICY_*`. */
export async function readRepositoryPolicy(environment: Environment): Promise<LoadedPolicy | undefined> {
  const path = join(environment.cwd, repositoryPolicyName);
  return (await isThere(path)) ? readPolicyFile(path, "repository", repositoryPolicyName) : undefined;
}
