import { renderInstantShort } from "@lockkeeper/core";

import type { ObservedTime } from "../../observation.ts";
import type { IndexedCommit } from "./history-index.ts";
import type { CommitTime } from "./lockfile-changes.ts";

const shortHash = 12;

/** The commit's own time; who amended or rebased it had it since they wrote it. */
export function enteredAt({ author, committer }: IndexedCommit): ObservedTime {
  const toleranceMs = Math.max(0, committer.at - author.at) * 1000;
  return { at: committer.at * 1000, basis: "commit-date", toleranceMs };
}

/** An instant that a commit's date tells, from seconds since the epoch. */
export function commitDate(seconds: number): ObservedTime {
  return { at: seconds * 1000, basis: "commit-date", toleranceMs: 0 };
}

/** Says which commit brought something in, and when. */
export function describeEntry({ hash, author, committer }: IndexedCommit, isCut: boolean): string {
  const at = renderCommitTime(committer);
  const short = hash.slice(0, shortHash);
  if (isCut) return `locked at ${short}, where this shallow clone begins (${at}); since when is not known`;
  const written = author.at === committer.at ? "" : `, written ${renderCommitTime(author)}`;
  return `locked by commit ${short}, committed ${at}${written}`;
}

/** In UTC, with the zone of whoever made the commit. */
export function renderCommitTime({ at, zone }: CommitTime): string {
  if (zone === 0) return renderInstantShort(at * 1000);
  const minutes = Math.abs(zone);
  const words = [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, "0"));
  return `${renderInstantShort(at * 1000)} (${zone < 0 ? "-" : "+"}${words.join(":")} there)`;
}
