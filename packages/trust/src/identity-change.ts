import { publishedBefore, publishTime } from "./published-before.ts";
import { isPrivacyMail, mailDomain } from "./mail-domain.ts";
import { placeInLine } from "./release-line.ts";
import type { Account, Release, ReleaseHistory, ReleasePublisher } from "./release.ts";

/** What is new about who published a release, against the releases before it that have stood for thirty days. */
export interface IdentityChange {
  readonly publisher: ReleasePublisher;
  /** Who published the release before, of the same line where there is one. */
  readonly before: ReleasePublisher | undefined;
  /** How many releases before name a publisher. Judge nothing by fewer than a few. */
  readonly known: number;
  /** A person, after at least three releases of this line in a row by a machine. */
  readonly isMachineToHuman: boolean;
  /** Never published, approved or maintained any release before. */
  readonly isNewLogin: boolean;
  readonly isNewEmail: boolean;
  readonly isNewDomain: boolean;
  /** The address that this login used last, when it now uses another that nobody used before. */
  readonly formerEmail: string | undefined;
  /** An address of a provider that hides who is behind it, where no address of the package was of one. */
  readonly isPrivacyMail: boolean;
  /** Published a release before that has stood; a maintainer may never have. */
  readonly hasPublished: boolean;
  /** The last three releases of the line name a commit and this one does not. */
  readonly isGitHeadGone: boolean;
  /** The release's own list of maintainers lacks its publisher. */
  readonly isOutsideMaintainers: boolean;
  /** Milliseconds since this login last published, when others published in the meantime. */
  readonly absentMs: number | undefined;
}

const streak = 3;
/** How long a release must have stood before who published it is known: thieves publish more than once. */
const standingMs = 30 * 86_400_000;

/**
 * Compares who published a release with everybody who published or maintained one that stood before. `undefined` where the
 * registry names no publisher of this release or of any before.
 */
export function findIdentityChange(history: ReleaseHistory, release: Release): IdentityChange | undefined {
  const publisher = publisherOf(release);
  if (publisher === undefined) return undefined;
  const earlier = publishedBefore(history, release);
  const published = earlier.filter((each) => publisherOf(each) !== undefined);
  if (published.length === 0) return undefined;
  const line = placeInLine(release.version)?.line;
  const inLine = published.filter((each) => placeInLine(each.version)?.line === line);
  const last = (inLine.length > 0 ? inLine : published).at(-1);
  return {
    publisher,
    before: last === undefined ? undefined : publisherOf(last),
    known: published.length,
    ...compareAccount(publisher, standing(earlier, release).flatMap(accountsOf)),
    isMachineToHuman:
      isPerson(publisher) && endsWith(inLine, (each) => publisherOf(each)?.isMachine === true),
    isGitHeadGone:
      release.gitHead.state === "absent" && endsWith(inLine, (each) => each.gitHead.state === "present"),
    hasPublished: standing(published, release).some((each) => publisherOf(each)?.login === publisher.login),
    isOutsideMaintainers: isOutsideMaintainers(publisher, release),
    absentMs: findAbsence(publisher, release, published),
  };
}

/** Releases old enough to vouch for people; all of them where the package is younger than that. */
function standing(earlier: readonly Release[], release: Release): readonly Release[] {
  const now = publishTime(release);
  if (now === undefined) return earlier;
  const old = earlier.filter((each) => now - (publishTime(each) ?? 0) >= standingMs);
  return old.some((each) => publisherOf(each) !== undefined) ? old : earlier;
}

function isPerson(publisher: ReleasePublisher): boolean {
  return !publisher.isMachine && publisher.approver === undefined;
}

function publisherOf(release: Release): ReleasePublisher | undefined {
  return release.publisher.state === "present" ? release.publisher.value : undefined;
}

function accountsOf(release: Release): readonly Account[] {
  const publisher = publisherOf(release);
  const approver = publisher?.approver;
  return [
    ...release.maintainers,
    ...(publisher === undefined ? [] : [publisher]),
    ...(approver === undefined ? [] : [approver]),
  ];
}

function compareAccount(
  publisher: ReleasePublisher,
  known: readonly Account[],
): Pick<IdentityChange, "isNewLogin" | "isNewEmail" | "isNewDomain" | "isPrivacyMail" | "formerEmail"> {
  const { email, login } = publisher;
  const own = known.filter((account) => account.login === login);
  const isNewEmail = email !== undefined && known.every((account) => account.email !== email);
  const domain = mailDomain(email);
  const domains = new Set(known.map((account) => mailDomain(account.email)));
  return {
    isNewLogin: own.length === 0,
    isNewEmail,
    isNewDomain: domain !== undefined && !domains.has(domain),
    isPrivacyMail: isPrivacyMail(email) && known.every((account) => !isPrivacyMail(account.email)),
    formerEmail: isNewEmail ? own.findLast((account) => account.email !== undefined)?.email : undefined,
  };
}

function endsWith(releases: readonly Release[], test: (release: Release) => boolean): boolean {
  const last = releases.slice(-streak);
  return last.length === streak && last.every(test);
}

function isOutsideMaintainers(publisher: ReleasePublisher, release: Release): boolean {
  if (publisher.isMachine || release.maintainers.length === 0) return false;
  return release.maintainers.every(({ login }) => login !== publisher.login);
}

function findAbsence(
  publisher: ReleasePublisher,
  release: Release,
  published: readonly Release[],
): number | undefined {
  const now = publishTime(release);
  const lastOwn = published.findLastIndex((each) => publisherOf(each)?.login === publisher.login);
  const own = published[lastOwn];
  const then = own === undefined ? undefined : publishTime(own);
  if (now === undefined || then === undefined || lastOwn === published.length - 1) return undefined;
  return now - then;
}
