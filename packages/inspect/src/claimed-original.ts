import type { Evidence, PackageName } from "@lockkeeper/core";
import { tryParsePackageName } from "@lockkeeper/core";
import type { ClaimedOriginal } from "@lockkeeper/detectors";
import type { FileFacts, PackageFacts } from "@lockkeeper/facts";

import { firstPublished, isRelated } from "./dependency-age.ts";
import type { ListedVersion, LocatedVersion, LocateParts } from "./located-version.ts";
import { readListed } from "./located-version.ts";
import { historyAt, pickVersion } from "./pick-version.ts";
import type { Question } from "./question.ts";

/** What a package claims, by what is written in it. */
interface Claim {
  readonly name: PackageName;
  readonly claims: ClaimedOriginal["claims"];
}

const dayMs = 86_400_000;
/** Older or busier packages have been looked at by others. */
const young = { ageMs: 180 * dayMs, versions: 25 };
/** Shorter names are part of many. */
const minNameCharacters = 5;
const codeKinds: ReadonlySet<FileFacts["kind"]> = new Set(["javascript", "typescript", "declaration"]);

/** Compares a young package with the widely used one that it claims to be, or to belong to. */
export async function findClaimedOriginal(
  { reading, listed }: LocatedVersion,
  popularNames: readonly string[],
  { parts, question }: { readonly parts: LocateParts; readonly question: Question },
): Promise<Evidence<ClaimedOriginal>> {
  if (listed.state !== "present") return { state: "unavailable", reason: "its age is not known" };
  const own = listed.value;
  if (!isYoung(own, question.at) || popularNames.includes(own.name)) return { state: "absent" };
  const claim = claimOf(own.name, reading.facts.manifest.repository, popularNames);
  if (claim === undefined) return { state: "absent" };
  const packument = await question.deadline.bound(
    parts.packuments?.read(claim.name, question.isOffline) ?? Promise.resolve(undefined),
  );
  if (packument === undefined) return { state: "absent" };
  const history = historyAt(packument.history, question.at);
  const release = pickVersion(history, own.release.version) ?? pickVersion(history, "latest");
  if (release === undefined) return { state: "absent" };
  const original: ListedVersion = { name: claim.name, history, release, manifestOf: packument.manifestOf };
  const { facts } = await readListed(original, parts, question);
  return {
    state: "present",
    value: {
      name: claim.name,
      version: release.version,
      claims: claim.claims,
      isRelated: isRelated(own, original),
      ...compareFiles(reading.facts, facts),
    },
  };
}

/** Young when it was published: what counts is what could be known then. */
function isYoung({ history, release }: ListedVersion, now: number): boolean {
  const first = firstPublished(history);
  const at = release.publishedAt.state === "present" ? release.publishedAt.value : now;
  return (
    history.releases.length < young.versions && first.state === "present" && at - first.value < young.ageMs
  );
}

/** The most used package whose repository is named, or whose name is part of the own one. */
function claimOf(
  own: PackageName,
  repository: string | undefined,
  popularNames: readonly string[],
): Claim | undefined {
  const repositoryName = repository === undefined ? undefined : lastSegmentOf(repository);
  const named = popularNames.filter((name) => isPartOf(name, own));
  const claimed = popularNames.filter((name) => name !== own && name === repositoryName);
  // Both together say most; of several names that are part of one, the longest is meant.
  const longest = named.toSorted((left, right) => right.length - left.length)[0];
  const found = claimed[0] ?? longest;
  const name = found === undefined ? undefined : tryParsePackageName(found);
  if (name === undefined) return undefined;
  const claims = [
    ...(claimed.includes(name) ? (["repository"] as const) : []),
    ...(named.includes(name) ? (["name"] as const) : []),
  ];
  return { name, claims };
}

function isPartOf(popular: string, own: string): boolean {
  if (popular.length < minNameCharacters || own === popular || !own.includes(popular)) return false;
  return `-${own.replaceAll(/[@/._]/g, "-")}-`.includes(`-${popular.replaceAll(/[@/._]/g, "-")}-`);
}

function lastSegmentOf(repository: string): string | undefined {
  const path = repository.replace(/[#?].*$/, "").replace(/\/+$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.git$/, "") || undefined;
}

function compareFiles(
  own: PackageFacts,
  original: PackageFacts,
): Pick<ClaimedOriginal, "sharedFiles" | "ownFiles" | "originalFiles"> {
  const ownCode = own.files.filter(({ kind }) => codeKinds.has(kind));
  const originalCode = original.files.filter(({ kind }) => codeKinds.has(kind));
  const hashes = new Set(originalCode.map(({ hash }) => hash));
  return {
    sharedFiles: ownCode.filter(({ hash }) => hashes.has(hash)).length,
    ownFiles: ownCode.length,
    originalFiles: originalCode.length,
  };
}
