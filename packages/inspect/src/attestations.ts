import type { Evidence } from "@lockkeeper/core";
import type { AttestationCheck, TrustRoot } from "@lockkeeper/trust";
import { verifyAttestations } from "@lockkeeper/trust";

import { toEvidence } from "./deadline.ts";
import type { ListedVersion } from "./located-version.ts";
import type { Question } from "./question.ts";
import type { RegistrySource } from "./registry-source.ts";

/** What attestations are fetched and verified with. */
export interface AttestationParts {
  readonly registry: RegistrySource | undefined;
  readonly trustRoot: (() => TrustRoot) | undefined;
}

/** Fetches the attestations that a packument names, and verifies them against the hash that it promises. Never rejects. */
export async function checkAttestations(
  listed: ListedVersion,
  parts: AttestationParts,
  question: Question,
): Promise<Evidence<AttestationCheck>> {
  return await toEvidence(fetchAndVerify(listed, parts, question));
}

async function fetchAndVerify(
  { name, release, manifestOf }: ListedVersion,
  { registry, trustRoot }: AttestationParts,
  question: Question,
): Promise<Evidence<AttestationCheck>> {
  const { version, integrity } = release;
  if (!namesAttestations(manifestOf(version))) return { state: "absent" };
  if (integrity === undefined) return unavailable("the version has no hash to compare them with");
  if (registry === undefined || trustRoot === undefined || question.isOffline) {
    return unavailable("no registry may be asked");
  }
  const answer = await question.deadline.bound(registry.fetchAttestations(name, version));
  if (answer === undefined) return unavailable("the registry does not give them");
  return verifyAttestations({ name, version, integrity, answer, root: trustRoot() });
}

function namesAttestations(manifest: Readonly<Record<string, unknown>> | undefined): boolean {
  const dist = manifest?.["dist"];
  return typeof dist === "object" && dist !== null && "attestations" in dist && dist.attestations !== null;
}

function unavailable(reason: string): Evidence<never> {
  return { state: "unavailable", reason };
}
