import { tryParseIntegrity } from "@lockkeeper/core";

import { StoreError } from "./errors.ts";
import type { SightedPublisher, SightedVersion, SightingChange } from "./sighting.ts";

/** The facts of a version that are kept as first seen. */
export type SightedFacts = Omit<SightedVersion, "version">;

/** How many changes of one version are kept: the first ones, since a mirror may alternate for ever. */
const changesMaxCount = 20;

/** The facts that should never change, as one text: what the version is, and who published it when. */
export function renderIdentity(version: SightedVersion): string {
  const { integrity, shasum, publishedAt, publishedText, publisher } = version;
  const { name = null, email = null, trustedPublisher = null } = publisher ?? {};
  const who = publisher === undefined ? null : [name, email, trustedPublisher];
  return JSON.stringify([integrity ?? null, shasum ?? null, publishedAt ?? null, publishedText ?? null, who]);
}

/** The other facts that are kept, as one text. */
export function renderFacts(version: SightedVersion): string {
  const { tarball, gitHead, hasAttestation, installScripts } = version;
  return JSON.stringify([tarball ?? null, gitHead ?? null, hasAttestation, installScripts]);
}

/** Whether a version's hashes show that it is another file than the one whose identity was kept. */
export function haveBytesChanged(identityText: string, { integrity, shasum }: SightedVersion): boolean {
  const [knownIntegrity, knownShasum] = parseList(identityText).map(optionalText);
  if (knownIntegrity !== undefined && integrity !== undefined)
    return !areHashesKnown(knownIntegrity, integrity);
  if (knownShasum !== undefined && shasum !== undefined)
    return knownShasum.toLowerCase() !== shasum.toLowerCase();
  // Nothing that was known is stated any more, so nothing can be compared.
  return (knownIntegrity ?? knownShasum) !== undefined && (integrity ?? shasum) !== undefined;
}

/** A further hash lets other bytes in beside the known ones, so each that is stated must be known. */
function areHashesKnown(known: string, stated: string): boolean {
  if (known === stated) return true;
  const hashes = tryParseIntegrity(known) ?? [];
  const now = tryParseIntegrity(stated) ?? [];
  const isKnown = now.every(({ algorithm, digest }) =>
    hashes.some((hash) => hash.algorithm === algorithm && hash.digest === digest),
  );
  return now.length > 0 && isKnown;
}

/** Reads what `renderIdentity` and `renderFacts` wrote. Throws `STORE_DATABASE_CORRUPT`. */
export function parseSighted(identityText: string, factsText: string): SightedFacts {
  const [integrity, shasum, publishedAt, publishedText, who] = parseList(identityText);
  const [tarball, gitHead, hasAttestation, installScripts] = parseList(factsText);
  return {
    publishedAt: typeof publishedAt === "number" ? publishedAt : undefined,
    publishedText: optionalText(publishedText),
    integrity: optionalText(integrity),
    shasum: optionalText(shasum),
    tarball: optionalText(tarball),
    publisher: tryBuildPublisher(who),
    hasAttestation: hasAttestation === true,
    gitHead: optionalText(gitHead),
    installScripts: Array.isArray(installScripts) ? installScripts.map(String) : [],
  };
}

/** The list of changes with one more, as one text; unchanged when it is full. */
export function renderChanges(text: string | null, at: number, identity: string): string {
  const changes = text === null ? [] : parseList(text);
  return JSON.stringify(changes.length < changesMaxCount ? [...changes, [at, identity]] : changes);
}

/** Reads what `renderChanges` wrote. Throws `STORE_DATABASE_CORRUPT`. */
export function parseChanges(text: string | null): readonly SightingChange[] {
  return text === null ? [] : parseList(text).map(buildChange);
}

function buildChange(value: unknown): SightingChange {
  if (!Array.isArray(value) || typeof value[0] !== "number" || typeof value[1] !== "string") return fail();
  const [integrity, shasum, , publishedText, who] = parseList(value[1]);
  return {
    at: value[0],
    integrity: optionalText(integrity),
    shasum: optionalText(shasum),
    publisher: tryBuildPublisher(who),
    publishedText: optionalText(publishedText),
  };
}

function tryBuildPublisher(value: unknown): SightedPublisher | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, email, trustedPublisher]: readonly unknown[] = value;
  return {
    name: optionalText(name),
    email: optionalText(email),
    trustedPublisher: optionalText(trustedPublisher),
  };
}

function parseList(text: string): readonly unknown[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value : fail();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail(cause);
  }
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function fail(cause?: unknown): never {
  throw new StoreError("STORE_DATABASE_CORRUPT", {
    message: "Cannot read a sighting as its text in the database is damaged",
    hint: "Restore the database from a backup.",
    cause,
  });
}
