import type { PolicyDocument } from "./document.ts";
import { mergePolicies } from "./merge.ts";
import { parsePolicy } from "./parse-policy.ts";

/** The folder of a data folder with what incidents add to the policy, a file `<id>.yaml` each. */
export const incidentPolicyFolder = "incident-policies";

/** What one incident adds. */
export interface IncidentPolicy {
  /** The incident's id, as the file is named. */
  readonly id: string;
  readonly text: string;
}

/**
 * Tightens a policy by what incidents ask for while they last: a freeze, versions that are denied. Like a repository's
 * document each can only tighten. Throws `POLICY_*`: what cannot be read is never passed over.
 */
export function tightenByIncidents(
  policy: PolicyDocument,
  incidents: readonly IncidentPolicy[],
): PolicyDocument {
  return incidents.reduce((tightened, { id, text }) => {
    const document = parsePolicy(text, { source: `incident ${id}`, tier: "repository" });
    return mergePolicies(tightened, document).policy;
  }, policy);
}

/** The incident that a file of the folder belongs to; `undefined` for other files. */
export function incidentOfFile(name: string): string | undefined {
  return /^([a-z0-9][a-z0-9-]{0,100})\.yaml$/.exec(name)?.[1];
}
