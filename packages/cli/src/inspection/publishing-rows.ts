import type { Evidence } from "@lockkeeper/core";
import { renderInstantShort } from "@lockkeeper/core";
import type { Release, ReleasePublisher, TrustRank } from "@lockkeeper/trust";

import { toRow } from "./compared-row.ts";
import type { ComparedRow } from "./compared-row.ts";

const rankPhrases: Readonly<Record<TrustRank, string>> = {
  none: "no evidence of where it was built",
  oidc: "a machine's own identity, without provenance",
  provenance: "provenance",
  "trusted-publisher": "trusted publishing with provenance",
  staged: "staged by a machine, approved by a person",
};

/** How two releases were published, where that differs; nothing when one of them is a local file. */
export function publishingRows(before: Evidence<Release>, after: Evidence<Release>): readonly ComparedRow[] {
  if (before.state !== "present" || after.state !== "present") return [];
  const [left, right] = [before.value, after.value];
  const rows = [
    toRow(
      "published",
      shown(left.publishedAt, renderInstantShort),
      shown(right.publishedAt, renderInstantShort),
    ),
    toRow("publisher", shown(left.publisher, renderPublisher), shown(right.publisher, renderPublisher)),
    toRow(
      "evidence",
      shown(left.rank, (rank) => rankPhrases[rank]),
      shown(right.rank, (rank) => rankPhrases[rank]),
    ),
    toRow("commit", shown(left.gitHead, short), shown(right.gitHead, short)),
    toRow("deprecated", left.deprecated, right.deprecated),
  ];
  return rows.filter((each) => each.before !== each.after);
}

/** What of the publishing of either release the registry does not tell, in one phrase; `undefined` when nothing. */
export function untoldPublishing(before: Evidence<Release>, after: Evidence<Release>): string | undefined {
  const releases = [before, after].flatMap((each) => (each.state === "present" ? [each.value] : []));
  const isUntold = (read: (release: Release) => Evidence<unknown>): boolean =>
    releases.some((release) => read(release).state === "unavailable");
  const untold = [
    ...(isUntold(({ publishedAt }) => publishedAt) ? ["when"] : []),
    ...(isUntold(({ publisher }) => publisher) ? ["by whom"] : []),
    ...(isUntold(({ rank }) => rank) ? ["with what evidence"] : []),
  ];
  return untold.length === 0
    ? undefined
    : `${untold.join(", ")} it was published (the registry does not tell)`;
}

function short(commit: string): string {
  return commit.slice(0, 12);
}

function shown<Value>(evidence: Evidence<Value>, render: (value: Value) => string): string | undefined {
  return evidence.state === "present" ? render(evidence.value) : undefined;
}

function renderPublisher({ login, email, isMachine }: ReleasePublisher): string {
  const mail = email === undefined ? "" : ` <${email}>`;
  return `${login}${mail}${isMachine ? ", a machine" : ""}`;
}
