import type { PolicyDocument } from "@lockkeeper/policy";
import { mergePolicies, policyRevision } from "@lockkeeper/policy";
import type { FirewallServices } from "./exchange.ts";
import type { PolicyInForce } from "./judge.ts";

/** The same services under the policy in force, tightened by a repository's. For explanations; nothing is served so. */
export function underRepositoryPolicy(
  services: FirewallServices,
  repository: PolicyDocument,
): FirewallServices {
  const organisation = services.policy();
  const { policy } = mergePolicies(organisation.policy, repository);
  const inForce: PolicyInForce = {
    policy,
    exceptions: organisation.exceptions,
    revision: policyRevision(policy),
  };
  return { ...services, policy: () => inForce, judge: services.judge.under(inForce) };
}
