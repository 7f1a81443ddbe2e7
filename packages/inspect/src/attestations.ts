import type { Evidence, PackageName } from "@lockkeeper/core";
import type { AttestationCheck, TrustRoot } from "@lockkeeper/trust";
import { verifyAttestations } from "@lockkeeper/trust";

import { toEvidence } from "./deadline.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { ListedVersion } from "./located-version.ts";
import type { Question } from "./question.ts";
import type { RegistrySource } from "./registry-source.ts";

/** What attestations are fetched and verified with. */
export interface AttestationParts {
  readonly registry: RegistrySource | undefined;
  readonly trustRoot: (() => TrustRoot) | undefined;
  readonly kept: KeptAnswers | undefined;
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
  parts: AttestationParts,
  question: Question,
): Promise<Evidence<AttestationCheck>> {
  const { version, integrity } = release;
  if (!namesAttestations(manifestOf(version))) return { state: "absent" };
  if (integrity === undefined) return unavailable("the version has no hash to compare them with");
  if (parts.registry === undefined || parts.trustRoot === undefined) {
    return unavailable("no registry may be asked");
  }
  const answer = await readAnswer({ name, version }, parts, question);
  if (answer === undefined) {
    return unavailable(question.isOffline ? "no registry may be asked" : "the registry does not give them");
  }
  return verifyAttestations({ name, version, integrity, answer, root: parts.trustRoot() });
}

async function readAnswer(
  { name, version }: { readonly name: PackageName; readonly version: string },
  { registry, kept }: AttestationParts,
  { isOffline, deadline }: Question,
): Promise<Uint8Array | undefined> {
  const key = { kind: "attestations", name, version } as const;
  if (isOffline) return (await kept?.read(key))?.bytes;
  const answer = await deadline.bound(
    registry?.fetchAttestations(name, version) ?? Promise.resolve(undefined),
  );
  if (answer !== undefined) await kept?.keep(key, answer);
  return answer;
}

function namesAttestations(manifest: Readonly<Record<string, unknown>> | undefined): boolean {
  const dist = manifest?.["dist"];
  return typeof dist === "object" && dist !== null && "attestations" in dist && dist.attestations !== null;
}

function unavailable(reason: string): Evidence<never> {
  return { state: "unavailable", reason };
}
