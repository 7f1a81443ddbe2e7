import { createHash } from "node:crypto";

import { StoreError } from "./errors.ts";
import type { SightedPublisher, SightedVersion, SightingChange } from "./sighting.ts";

/** The facts of a version that are kept as first seen. */
export type SightedFacts = Omit<SightedVersion, "manifest" | "version">;

/** How many changes of one version are kept: the first ones, since a mirror may alternate for ever. */
const changesMaxCount = 20;

/** The facts as one text for the database. */
export function renderFacts(version: SightedVersion): string {
  const { publishedAt, publishedText, integrity, shasum, tarball, publisher, gitHead } = version;
  const { hasAttestation, installScripts } = version;
  return JSON.stringify({
    publishedAt,
    publishedText,
    integrity,
    shasum,
    tarball,
    publisher,
    hasAttestation,
    gitHead,
    installScripts,
  });
}

/** Reads what `renderFacts` wrote. Throws `STORE_DATABASE_CORRUPT`. */
export function parseFacts(text: string): SightedFacts {
  const value = parseObject(text);
  return {
    publishedAt: typeof value["publishedAt"] === "number" ? value["publishedAt"] : undefined,
    publishedText: optionalText(value["publishedText"]),
    integrity: optionalText(value["integrity"]),
    shasum: optionalText(value["shasum"]),
    tarball: optionalText(value["tarball"]),
    publisher: tryBuildPublisher(value["publisher"]),
    hasAttestation: value["hasAttestation"] === true,
    gitHead: optionalText(value["gitHead"]),
    installScripts: Array.isArray(value["installScripts"]) ? value["installScripts"].map(String) : [],
  };
}

/** A short digest of the facts that should never change: what the version is, and who published it when. */
export function digestIdentity(version: SightedVersion): string {
  const { integrity, shasum, publishedAt, publisher } = version;
  const text = JSON.stringify([integrity, shasum, publishedAt, publisher]);
  return createHash("sha256").update(text).digest("base64").slice(0, 16);
}

/** The list of changes with one more, as one text for the database; unchanged when it is full. */
export function renderChanges(text: string | null, at: number, version: SightedVersion): string {
  const changes = parseChanges(text);
  const { integrity, shasum, publisher, publishedText } = version;
  const change: SightingChange = { at, integrity, shasum, publisher, publishedText };
  return JSON.stringify(changes.length < changesMaxCount ? [...changes, change] : changes);
}

/** Reads what `renderChanges` wrote. Throws `STORE_DATABASE_CORRUPT`. */
export function parseChanges(text: string | null): readonly SightingChange[] {
  if (text === null) return [];
  const values = parseJson(text);
  return Array.isArray(values) ? values.map((value: unknown) => buildChange(value)) : fail();
}

function buildChange(value: unknown): SightingChange {
  if (!isRecord(value)) return fail();
  return {
    at: Number(value["at"]),
    integrity: optionalText(value["integrity"]),
    shasum: optionalText(value["shasum"]),
    publisher: tryBuildPublisher(value["publisher"]),
    publishedText: optionalText(value["publishedText"]),
  };
}

function tryBuildPublisher(value: unknown): SightedPublisher | undefined {
  if (!isRecord(value)) return undefined;
  return {
    name: optionalText(value["name"]),
    email: optionalText(value["email"]),
    trustedPublisher: optionalText(value["trustedPublisher"]),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isRecord(value) ? value : fail();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail(cause);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
