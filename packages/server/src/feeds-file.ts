import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseDuration, systemErrorCode, tryParseDuration } from "@lockkeeper/core";
import { defaultFeedSources } from "@lockkeeper/feeds";
import type { FeedAccess, FeedSource } from "@lockkeeper/feeds";
import { parse } from "yaml";
import { z } from "zod";
import { ServerError } from "./errors.ts";

/** Where feeds may be configured. */
export interface FeedsInput {
  /** DATA/feeds.yaml; need not exist. */
  readonly feedsFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The feeds as they are configured. */
export interface FeedsConfig {
  /** Whether a running server asks the sources by itself; not unless the file says so. */
  readonly isAutomatic: boolean;
  /** The built-in sources first, then those of the file. */
  readonly sources: readonly FeedSource[];
}

/** Replaces the base address of OSV's export. */
const osvBaseVariable = "LOCKKEEPER_OSV_BASE";
/** Replaces the address of Leitwacht's archive. */
const leitwachtUrlVariable = "LOCKKEEPER_LEITWACHT_URL";

const webAddress = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const sourceEntry = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "must be lower-case letters, digits and dashes")
    .refine((id) => !id.startsWith("import-"), "must not start with import-, which intel import uses"),
  kind: z.enum(["osv", "archive", "folder"]).optional(),
  enabled: z.boolean().optional(),
  interval: z
    .string()
    .refine(
      (text) => (tryParseDuration(text) ?? 0) >= 60_000,
      "must be a duration of a minute or more, such as 1h",
    )
    .optional(),
  url: webAddress.optional(),
  checksumUrl: webAddress.optional(),
  folder: z.string().min(1).optional(),
  tokenEnv: z.string().optional(),
  caFile: z.string().optional(),
});
const feedsDocument = z.strictObject({
  version: z.literal(1),
  automatic: z.boolean().default(false),
  sources: z.array(sourceEntry).max(100).default([]),
});
type SourceEntry = z.infer<typeof sourceEntry>;

const defaultIntervalMs = 3_600_000;

/**
 * The feeds: the built-in public sources as the file and the environment change them, and the file's own.
 * Addresses of the environment beat those of the file. Throws SERVER_BAD_FEEDS_FILE.
 */
export async function readFeeds({ feedsFile, env }: FeedsInput): Promise<FeedsConfig> {
  const { automatic, sources } = await readDocument(feedsFile);
  const ids = sources.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw badFeeds(feedsFile, `the source "${twice}" is listed twice`);
  const context = { feedsFile, env };
  const builtIn = await Promise.all(
    defaultFeedSources.map(async (source) => {
      const entry = sources.find(({ id }) => id === source.id);
      const changed = entry === undefined ? source : await toSource(entry, context, source);
      return redirectByEnvironment(changed, env);
    }),
  );
  const defaultIds = new Set(defaultFeedSources.map(({ id }) => id));
  const own = sources.filter(({ id }) => !defaultIds.has(id));
  return {
    isAutomatic: automatic,
    sources: [...builtIn, ...(await Promise.all(own.map((entry) => toSource(entry, context, undefined))))],
  };
}

function redirectByEnvironment(source: FeedSource, env: FeedsInput["env"]): FeedSource {
  const base = env[osvBaseVariable];
  if (source.id === "osv" && source.kind === "osv" && base !== undefined && base !== "")
    return { ...source, base: withoutSlash(readAddress(osvBaseVariable, base)) };
  const url = env[leitwachtUrlVariable];
  if (source.id !== "leitwacht" || source.kind !== "archive" || url === undefined || url === "")
    return source;
  const { checksumUrl: _original, ...rest } = source;
  return { ...rest, url: readAddress(leitwachtUrlVariable, url) };
}

function readAddress(variable: string, text: string): string {
  if (webAddress.safeParse(text).success) return text;
  throw new ServerError("SERVER_BAD_FEEDS_FILE", {
    message: `Cannot use the environment variable "${variable}" as its value is no http or https URL`,
    hint: "Write the address in full, or unset the variable.",
  });
}

interface EntryContext {
  readonly feedsFile: string;
  readonly env: FeedsInput["env"];
}

async function toSource(
  entry: SourceEntry,
  context: EntryContext,
  builtIn: FeedSource | undefined,
): Promise<FeedSource> {
  const { feedsFile } = context;
  const kind = entry.kind ?? builtIn?.kind;
  if (kind === undefined)
    throw badFeeds(feedsFile, `the source "${entry.id}" has no kind; kinds are osv, archive and folder`);
  const same = builtIn?.kind === kind ? builtIn : undefined;
  const base = baseOf(entry, same);
  if (kind === "folder") return { ...base, kind, path: folderOf(entry, feedsFile) };
  const access = await readAccess(entry, context);
  const url = entry.url ?? urlOf(same);
  if (url === undefined) throw badFeeds(feedsFile, `the source "${entry.id}" has no url`);
  return kind === "osv"
    ? { ...base, ...access, kind, base: withoutSlash(url) }
    : { ...base, ...access, kind, url, ...checksumOf(entry, same) };
}

function baseOf(
  { id, enabled, interval }: SourceEntry,
  builtIn: FeedSource | undefined,
): Pick<FeedSource, "id" | "isEnabled" | "intervalMs"> {
  const intervalMs =
    interval === undefined ? (builtIn?.intervalMs ?? defaultIntervalMs) : parseDuration(interval);
  return { id, isEnabled: enabled ?? true, intervalMs };
}

function urlOf(source: FeedSource | undefined): string | undefined {
  if (source?.kind === "osv") return source.base;
  return source?.kind === "archive" ? source.url : undefined;
}

/** A built-in source's checksum belongs to its own address. */
function checksumOf(
  { url, checksumUrl: own }: SourceEntry,
  builtIn: FeedSource | undefined,
): { readonly checksumUrl?: string } {
  const original = url === undefined && builtIn?.kind === "archive" ? builtIn.checksumUrl : undefined;
  const checksumUrl = own ?? original;
  return checksumUrl === undefined ? {} : { checksumUrl };
}

function folderOf({ id, folder, url }: SourceEntry, feedsFile: string): string {
  if (folder === undefined || url !== undefined)
    throw badFeeds(feedsFile, `the source "${id}" is a folder, so it has "folder" and no "url"`);
  return resolve(dirname(feedsFile), folder);
}

async function readAccess(
  { id, tokenEnv, caFile }: SourceEntry,
  { feedsFile, env }: EntryContext,
): Promise<FeedAccess> {
  const token = tokenEnv === undefined ? undefined : env[tokenEnv];
  if (tokenEnv !== undefined && (token === undefined || token === ""))
    throw badFeeds(feedsFile, `the source "${id}" takes its token from "${tokenEnv}", which is not set`);
  const ca =
    caFile === undefined ? undefined : await readAuthority(resolve(dirname(feedsFile), caFile), feedsFile);
  return { ...(token === undefined ? {} : { token }), ...(ca === undefined ? {} : { ca }) };
}

async function readAuthority(path: string, feedsFile: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw badFeeds(feedsFile, `the certificate "${path}" cannot be read`, cause);
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, "");
}

async function readDocument(path: string): Promise<z.infer<typeof feedsDocument>> {
  let value: unknown;
  try {
    const text = await readFile(path, "utf8");
    value = parse(text, { maxAliasCount: 10 });
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return { version: 1, automatic: false, sources: [] };
    throw badFeeds(path, "it cannot be read as YAML", cause);
  }
  const parsed = feedsDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `${at.join(".") || "document"}: ${message}`,
  );
  throw badFeeds(path, problems.join("; "));
}

function badFeeds(path: string, why: string, cause?: unknown): ServerError {
  return new ServerError("SERVER_BAD_FEEDS_FILE", {
    message: `Cannot use "${path}" as it is no file of feeds: ${why}`,
    hint: "docs/intel.md shows every setting. Without the file, the public sources are used.",
    ...(cause === undefined ? {} : { cause }),
  });
}
