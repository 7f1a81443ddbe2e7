import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

import { ClientsError, readBounded } from "@lockkeeper/clients";

import type { Environment } from "./environment.ts";

/** Variables with which users name authorities in place of a program's own. */
const variables = [
  "SSL_CERT_FILE",
  "npm_config_cafile",
  "NPM_CONFIG_CAFILE",
  "pnpm_config_cafile",
  "YARN_HTTPS_CA_FILE_PATH",
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
  "REQUESTS_CA_BUNDLE",
  "PIP_CERT",
];
/** Where systems keep what curl, git and others believe. */
const systemFiles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
const certificateForm = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----/g;

/** The authorities that the user's machine believes, each certificate once; PEM. */
export interface Authorities {
  /** Those that the user adds to Node's own. */
  readonly extra: readonly string[];
  /** All of them: Node's, the system's and the user's. */
  readonly all: readonly string[];
}

/** The files that a command is told to believe. */
export interface AuthorityFiles {
  readonly all: string;
  /** For programs that add it to what they believe anyway. */
  readonly extra: string;
}

/** Reads the authorities that the user's machine believes: Node's own, the system's, and those that the environment names. */
export async function readAuthorities({ env }: Environment): Promise<Authorities> {
  const extra = await readCertificates([env["NODE_EXTRA_CA_CERTS"]]);
  const named = await readCertificates([...variables.map((name) => env[name]), ...systemFiles]);
  return { extra, all: [...new Set([...rootCertificates.map((text) => text.trim()), ...named, ...extra])] };
}

/** Writes what a command is to believe into its folder: the user's authorities and the command's own. */
export async function writeAuthorities(
  folder: string,
  { all, extra }: Authorities,
  own: string,
): Promise<AuthorityFiles> {
  const files = { all: join(folder, "authorities.pem"), extra: join(folder, "extra-authorities.pem") };
  for (const [path, certificates] of [
    [files.all, all],
    [files.extra, extra],
  ] as const) {
    await writeFile(path, [...certificates, own].map((text) => `${text.trim()}\n`).join(""), { mode: 0o600 });
  }
  return files;
}

async function readCertificates(paths: readonly (string | undefined)[]): Promise<readonly string[]> {
  const named = new Set(paths.filter((path) => path !== undefined && path !== ""));
  const texts = await Promise.all([...named].map((path) => readIfPresent(path ?? "")));
  return [...new Set(texts.flatMap((text) => text.match(certificateForm) ?? []))];
}

/** A file that is named and cannot be read is no obstacle for the clients either. */
async function readIfPresent(path: string): Promise<string> {
  try {
    return (await readBounded(path)) ?? "";
  } catch (error) {
    if (error instanceof ClientsError) return "";
    throw error;
  }
}
