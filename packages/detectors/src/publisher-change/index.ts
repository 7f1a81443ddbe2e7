import { findIdentityChange } from "@lockkeeper/trust";
import type { IdentityChange } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { named, readReleaseChange } from "../release-change.ts";
import type { ReleaseChange } from "../release-change.ts";

/** How many releases must be known before somebody new is news. */
const knownReleases = 3;
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
  *detect(subject) {
    const change = readReleaseChange(subject);
    if (change === undefined) return;
    const identity = findIdentityChange(change.history, change.release);
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
  const { login, email } = identity.publisher;
  if (identity.formerEmail !== undefined && identity.isNewDomain) {
    const where = identity.isPrivacyMail ? ", of a provider that hides who is behind it" : "";
    return {
      strength: isSuspicious(identity, change) ? "strong" : "supporting",
      message: `The account ${login} published under the address ${email ?? "?"}${where}, which no release before knows.`,
    };
  }
  if (identity.isNewLogin && identity.known >= knownReleases) {
    return {
      strength: change.newInstallScripts.length > 0 ? "strong" : "supporting",
      message: `${named(login, email)} has neither published nor maintained any release before this one.`,
    };
  }
  if (identity.absentMs !== undefined && identity.absentMs > longAbsenceMs) {
    const years = Math.floor(identity.absentMs / longAbsenceMs);
    return {
      strength: "context",
      message: `${login} published again after ${String(years)} year${years === 1 ? "" : "s"} in which others did.`,
    };
  }
  return undefined;
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
