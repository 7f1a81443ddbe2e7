import { renderInstantShort } from "@lockkeeper/core";
import type { Decision } from "@lockkeeper/core";

/** One withheld version with the decision on it. */
export interface WithheldVersion {
  readonly version: string;
  readonly decision: Decision;
}

/** What a person is told about the withheld versions of one package. */
export interface RefusalContext {
  readonly name: string;
  readonly newestAcceptable: string | undefined;
  readonly decisionUrl: string;
}

const maxListed = 5;

/**
 * The text that npm prints under "Could not download … due to policy violations". It holds no relative time,
 * so that it stays the same until a decision changes.
 */
export function restrictionMessage(withheld: readonly WithheldVersion[], context: RefusalContext): string {
  const listed = withheld
    .slice(0, maxListed)
    .map(({ version, decision }) => `${version}: ${shortReason(decision)}`);
  const more = withheld.length > maxListed ? [`and ${withheld.length - maxListed} more`] : [];
  return [
    `Lockkeeper withholds ${context.name} ${[...listed, ...more].join("; ")}.`,
    insteadSentence(context),
    `Why: ${context.decisionUrl}`,
  ].join(" ");
}

/** The sentence of a refusal, as the JSON `error` of a 403. */
export function refusalMessage(version: string, decision: Decision, context: RefusalContext): string {
  return [
    `Lockkeeper ${verb(decision)} ${context.name}@${version} (${decision.clause}): ${reasonOf(decision)}.`,
    insteadSentence(context),
    `Why: ${context.decisionUrl}`,
  ].join(" ");
}

/** The reason phrase of a 403: pnpm, Yarn Berry and npm print it. Plain ASCII and short, as RFC 9112 section 4 asks. */
export function refusalPhrase(version: string, decision: Decision, context: RefusalContext): string {
  const instead = context.newestAcceptable === undefined ? "" : `, use ${context.newestAcceptable}`;
  const until = decision.maturesAt === undefined ? "" : ` until ${renderInstantShort(decision.maturesAt)}`;
  const text = `Lockkeeper ${verb(decision)} ${context.name}@${version}: ${decision.clause}${until}${instead}; see ${context.decisionUrl}`;
  return toAscii(text).slice(0, 300);
}

/** The line that npm shows as a notice when a tag was moved to an older version. */
export function movedTagNotice(
  tag: string,
  from: WithheldVersion,
  to: string | undefined,
  name: string,
): string {
  const now = to === undefined ? "withheld" : to;
  return toAscii(
    `Lockkeeper ${verb(from.decision)} ${name}@${from.version} (${shortReason(from.decision)}); "${tag}" is ${now} for now`,
  );
}

/** The notice for a version that is served although a clause objected: a warning, or a firewall that only observes. */
export function servedAnywayMessage(version: string, decision: Decision, name: string): string {
  const why = decision.effect === "warn" ? "warns of" : "only observes, and would withhold,";
  return `Lockkeeper ${why} ${name}@${version} (${decision.clause}): ${reasonOf(decision)}`;
}

/** A text that may stand in a header: printable ASCII, everything else replaced. */
export function toAscii(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/g, "?");
}

function shortReason(decision: Decision): string {
  if (decision.maturesAt !== undefined)
    return `${decision.clause}, until ${renderInstantShort(decision.maturesAt)}`;
  const [first] = decision.reasons;
  return first === undefined || decision.clause === "cooldown"
    ? decision.clause
    : `${decision.clause}, ${trimStop(first.message)}`;
}

function reasonOf(decision: Decision): string {
  const [first] = decision.reasons;
  return first === undefined ? `clause ${decision.clause}` : trimStop(first.message);
}

function insteadSentence({ newestAcceptable }: RefusalContext): string {
  return newestAcceptable === undefined
    ? "No version is acceptable now."
    : `Newest acceptable: ${newestAcceptable}.`;
}

function verb(decision: Decision): string {
  return decision.effect === "block" ? "blocks" : "holds";
}

function trimStop(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}
