import { readFile, stat } from "node:fs/promises";
import { systemErrorCode } from "@lockkeeper/core";
import type { UpstreamConfig } from "@lockkeeper/registry";
import { parse } from "yaml";
import { z } from "zod";
import { ServerError } from "./errors.ts";
import type { RegistryDefaults } from "./registry-defaults.ts";

/** Where upstreams may be configured. */
export interface UpstreamsInput {
  /** `--upstream`, which beats what npm is configured with. */
  readonly upstream: string | undefined;
  /** DATA/upstreams.yaml; need not exist. */
  readonly upstreamsFile: string;
  /** DATA/secrets.yaml; need not exist. */
  readonly secretsFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly defaults: RegistryDefaults;
}

const upstreamEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  url: z.url({ protocol: /^https?$/ }),
  private: z.boolean().default(true),
  scopes: z.array(z.string().regex(/^@[^/@\s]{1,214}$/)).default([]),
  names: z.array(z.string()).default([]),
  tokenEnv: z.string().optional(),
  caFile: z.string().optional(),
  tarballHosts: z.array(z.string()).default([]),
  checkPublicNames: z.boolean().default(false),
});
const upstreamsDocument = z.strictObject({ upstreams: z.array(upstreamEntry).max(100).default([]) });
const secretsDocument = z.strictObject({ tokens: z.record(z.string(), z.string()).default({}) });
type UpstreamEntry = z.infer<typeof upstreamEntry>;

/**
 * The upstreams: the primary one by `--upstream` or npm's configuration, further ones from the upstreams file.
 * Tokens come from the environment variable an entry names or from the secrets file, never from the upstreams file.
 * Throws SERVER_BAD_UPSTREAMS_FILE, SERVER_BAD_SECRETS_FILE.
 */
export async function readUpstreams(input: UpstreamsInput): Promise<readonly UpstreamConfig[]> {
  const { upstreams } = await readDocument(
    input.upstreamsFile,
    upstreamsDocument,
    "SERVER_BAD_UPSTREAMS_FILE",
  );
  await refuseOpenSecrets(input.secretsFile);
  const { tokens } = await readDocument(input.secretsFile, secretsDocument, "SERVER_BAD_SECRETS_FILE");
  const secrets = new Map(Object.entries(tokens));
  const configured = await Promise.all(
    upstreams.map((entry) => toConfig(entry, { env: input.env, secrets })),
  );
  return hasPrimary(upstreams) ? configured : [primaryOf(input, secrets), ...configured];
}

/** An entry without scopes and names takes the place of the one from npm's configuration. */
function hasPrimary(entries: readonly UpstreamEntry[]): boolean {
  return entries.some(({ scopes, names }) => scopes.length === 0 && names.length === 0);
}

function primaryOf(
  { upstream, defaults }: UpstreamsInput,
  secrets: ReadonlyMap<string, string>,
): UpstreamConfig {
  const token = secrets.get("default");
  const url = upstream ?? defaults.userRegistry;
  return { id: "default", url, isPrivate: false, scopes: [], ...(token === undefined ? {} : { token }) };
}

async function toConfig(
  entry: UpstreamEntry,
  { env, secrets }: { readonly env: UpstreamsInput["env"]; readonly secrets: ReadonlyMap<string, string> },
): Promise<UpstreamConfig> {
  const token = entry.tokenEnv === undefined ? secrets.get(entry.id) : env[entry.tokenEnv];
  if (entry.tokenEnv !== undefined && token === undefined) {
    throw new ServerError("SERVER_BAD_UPSTREAMS_FILE", {
      message: `Cannot use upstream "${entry.id}" as the environment variable "${entry.tokenEnv}" is not set`,
      hint: "Set it, or put the token into secrets.yaml under the upstream's id.",
    });
  }
  const ca = entry.caFile === undefined ? undefined : await readFile(entry.caFile, "utf8");
  return {
    id: entry.id,
    url: entry.url,
    isPrivate: entry.private,
    scopes: entry.scopes,
    names: entry.names,
    allowedTarballHosts: entry.tarballHosts,
    checksPublicNames: entry.checkPublicNames,
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { ca }),
  };
}

async function readDocument<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  code: "SERVER_BAD_UPSTREAMS_FILE" | "SERVER_BAD_SECRETS_FILE",
): Promise<z.infer<Schema>> {
  const text = await readIfPresent(path);
  let value: unknown;
  try {
    value = text === undefined ? {} : (parse(text, { maxAliasCount: 10 }) ?? {});
  } catch (cause) {
    throw new ServerError(code, { message: `Cannot read "${path}" as it is no valid YAML`, cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Security: only paths and rules are named, never a value, since the file may hold tokens.
  const problems = parsed.error.issues.map(
    ({ path: at, code: rule }) => `${at.join(".") || "document"} (${rule})`,
  );
  throw new ServerError(code, {
    message: `Cannot use "${path}" as it breaks its schema at: ${problems.join(", ")}`,
  });
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function refuseOpenSecrets(path: string): Promise<void> {
  if ((await readIfPresent(path)) === undefined) return;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0 || process.platform === "win32") return;
  throw new ServerError("SERVER_BAD_SECRETS_FILE", {
    message: `Cannot use "${path}" as others on this machine may read it`,
    hint: `Run: chmod 600 "${path}"`,
  });
}
