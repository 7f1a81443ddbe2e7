import type { IdentityChange } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { named } from "../release-change.ts";
import type { ReleaseChange } from "../release-change.ts";

/** How many releases must be known, or for how long the package, before somebody new is news. */
const knownReleases = 3;
const knownMs = 180 * 86_400_000;
const longAbsenceMs = 365 * 86_400_000;

/**
 * Somebody published whom no release before knows, or a known login under an address that nobody used. Packages change
 * hands honestly once in a hundred releases; a known login whose address moved to an anonymous provider hardly ever does.
 */
export const publisherChange: Detector = defineDetector({
  id: "publisher-change",
  title: "Published by somebody, or under an address, that no release before knows",
  family: "identity",
  strength: "supporting",
  technique: "T1078",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined) return;
    const identity = change.identity();
    if (identity === undefined || identity.publisher.isMachine) return;
    const sighting = describe(identity, change);
    if (sighting === undefined) return;
    yield {
      ...sighting,
      before: describeBefore(identity),
      after: named(identity.publisher.login, identity.publisher.email),
    };
  },
});

/** The address that the same account had, or else who published before. */
function describeBefore({ publisher, before, formerEmail }: IdentityChange): string | undefined {
  if (formerEmail !== undefined) return named(publisher.login, formerEmail);
  return before === undefined ? undefined : named(before.login, before.email);
}

function describe(identity: IdentityChange, change: ReleaseChange): Sighting | undefined {
  if (identity.formerEmail !== undefined && identity.isNewDomain) return describeMoved(identity, change);
  if (identity.isNewLogin && isEstablished(identity, change)) return describeStranger(identity, change);
  if (identity.absentMs !== undefined && identity.absentMs > longAbsenceMs) {
    return describeReturn(identity.publisher.login, identity.absentMs, change);
  }
  if (!identity.isOutsideMaintainers) return undefined;
  return {
    message: `${named(identity.publisher.login, identity.publisher.email)} published it and is no maintainer.`,
  };
}

/** Forgotten rights are stolen like others; who comes back and adds a script or a young package is worth a look. */
function describeReturn(login: string, absentMs: number, change: ReleaseChange): Sighting {
  const years = Math.floor(absentMs / longAbsenceMs);
  const isArmed = change.newInstallScripts.length > 0 || change.youngDependencies.length > 0;
  return {
    strength: isArmed ? "strong" : "context",
    message: `${login} published again after ${String(years)} year${years === 1 ? "" : "s"} in which others did.`,
  };
}

function describeMoved(identity: IdentityChange, change: ReleaseChange): Sighting {
  const { login, email } = identity.publisher;
  const where = identity.isPrivacyMail ? ", of a provider that hides who is behind it" : "";
  return {
    strength: isSuspicious(identity, change) ? "strong" : "supporting",
    message: `The account ${login} published under the address ${email ?? "?"}${where}, which no release before knows.`,
  };
}

function describeStranger({ publisher }: IdentityChange, change: ReleaseChange): Sighting {
  const [young] = change.youngDependencies;
  const adds = young === undefined ? "" : `, and adds ${young}, a package that is younger than a month`;
  return {
    strength: change.newInstallScripts.length > 0 || young !== undefined ? "strong" : "supporting",
    message: `${named(publisher.login, publisher.email)} is new to this package${adds}.`,
  };
}

function isEstablished({ known }: IdentityChange, change: ReleaseChange): boolean {
  const age = change.rhythm()?.packageAgeMs ?? 0;
  return known >= knownReleases || age >= knownMs;
}

/** An address that changes is common; one that changes together with what the release installs or runs is not. */
function isSuspicious(identity: IdentityChange, change: ReleaseChange): boolean {
  return (
    identity.isPrivacyMail ||
    identity.isGitHeadGone ||
    change.newInstallScripts.length > 0 ||
    change.newDependencies.length > 0
  );
}
