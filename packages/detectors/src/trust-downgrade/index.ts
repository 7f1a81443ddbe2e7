import { findTrustDowngrade } from "@lockkeeper/trust";
import type { IdentityChange, TrustDowngrade, TrustRank } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { named } from "../release-change.ts";
import type { ReleaseChange } from "../release-change.ts";

const longAbsenceMs = 365 * 86_400_000;

/** How a release of that rank was published, for a sentence. */
const rankWords: Readonly<Record<TrustRank, string>> = {
  none: "without evidence of where it was built",
  oidc: "by a machine, without provenance",
  provenance: "with provenance",
  "trusted-publisher": "by trusted publishing, with provenance",
  staged: "by a machine, approved by a person",
};

/**
 * The last releases of the line were published with evidence, and this one without. Maintainers publish by hand when
 * their pipeline is broken; thieves of a token always do. What else changed in the same release tells them apart.
 */
export const trustDowngrade: Detector = defineDetector({
  id: "trust-downgrade",
  title: "Published with less evidence than the last releases of its line",
  family: "identity",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined) return;
    const downgrade = findTrustDowngrade(change.history, change.release);
    if (downgrade === undefined) return;
    const identity = change.identity();
    const escalators = findEscalators(change, identity);
    yield {
      strength: strengthOf(downgrade, escalators),
      message: messageOf(downgrade, escalators),
      before: `${rankWords[downgrade.from]} (${downgrade.baseline.join(", ")})`,
      after: describePublisher(downgrade, identity),
    };
  },
});

/** What makes a downgrade worse. The first ones are of the person, the second of the content. */
interface Escalators {
  readonly isStranger: boolean;
  readonly isHidden: boolean;
  readonly isByHand: boolean;
  readonly isContentNew: boolean;
  readonly words: readonly string[];
}

function findEscalators(change: ReleaseChange, identity: IdentityChange | undefined): Escalators {
  const isStranger = identity?.isNewEmail === true;
  return {
    isStranger,
    isHidden: isStranger && identity.isPrivacyMail,
    isByHand: identity?.isMachineToHuman === true,
    isContentNew: change.newDependencies.length > 0 || change.newInstallScripts.length > 0,
    words: [...(identity === undefined ? [] : personWords(identity)), ...contentWords(change)],
  };
}

function personWords(identity: IdentityChange): readonly string[] {
  const { isNewEmail, isPrivacyMail, isMachineToHuman, isGitHeadGone, absentMs } = identity;
  return [
    isNewEmail && isPrivacyMail
      ? "the publisher's address is of a provider that hides who is behind it, and new here"
      : undefined,
    isNewEmail && !isPrivacyMail ? "nobody published or maintained it under this address before" : undefined,
    isMachineToHuman ? "a person published after a machine did the last three times" : undefined,
    isGitHeadGone ? "it names no commit, unlike the releases before" : undefined,
    (absentMs ?? 0) > longAbsenceMs ? "its publisher had left publishing to others for a year" : undefined,
  ].filter((word) => word !== undefined);
}

function contentWords({ newDependencies, newInstallScripts }: ReleaseChange): readonly string[] {
  return [
    newDependencies.length > 0 ? `it adds ${newDependencies.slice(0, 3).join(", ")}` : undefined,
    newInstallScripts.length > 0
      ? `it adds a script at install (${newInstallScripts.join(", ")})`
      : undefined,
  ].filter((word) => word !== undefined);
}

function strengthOf(
  downgrade: TrustDowngrade,
  escalators: Escalators,
): "decisive" | "strong" | "supporting" | "context" {
  const isStillEvidenced = downgrade.to === "provenance" || downgrade.to === "trusted-publisher";
  if (isStillEvidenced) return "context";
  if (escalators.isStranger && escalators.isContentNew) return "decisive";
  if (escalators.isHidden && escalators.isByHand) return "decisive";
  if (!downgrade.isSameLine && !escalators.isStranger) return "supporting";
  return escalators.words.length > 0 ? "strong" : "supporting";
}

function messageOf(downgrade: TrustDowngrade, { words }: Escalators): string {
  const start = downgrade.isSameLine
    ? "The last releases of this line were published"
    : "It opens a release line, and the last releases below it were published";
  const also = words.length === 0 ? "" : `; ${words.join("; ")}`;
  return `${start} ${rankWords[downgrade.from]}, and this one ${rankWords[downgrade.to]}${also}.`;
}

function describePublisher(downgrade: TrustDowngrade, identity: IdentityChange | undefined): string {
  const by =
    identity === undefined ? "" : `, by ${named(identity.publisher.login, identity.publisher.email)}`;
  return `${rankWords[downgrade.to]}${by}`;
}
