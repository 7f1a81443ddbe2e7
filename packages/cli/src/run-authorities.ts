import { readFile, writeFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";

import { systemErrorCode } from "@lockkeeper/core";

import type { Environment } from "./environment.ts";

/** Variables with which users name further authorities. */
const variables = [
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "npm_config_cafile",
  "NPM_CONFIG_CAFILE",
  "pnpm_config_cafile",
  "YARN_HTTPS_CA_FILE_PATH",
];
const fileMaxBytes = 10_000_000;

/** The authorities that the user's machine believes: Node's own and those of the files that the environment names. */
export async function readAuthorities({ env }: Environment): Promise<readonly string[]> {
  const files = new Set(
    variables.map((name) => env[name]).filter((path) => path !== undefined && path !== ""),
  );
  const texts = await Promise.all([...files].map((path) => readIfPresent(path ?? "")));
  return [...rootCertificates, ...texts.filter((text) => text !== undefined)];
}

/** Writes certificates as one file that only the user may read. */
export async function writeAuthorities(path: string, certificates: readonly string[]): Promise<void> {
  await writeFile(path, certificates.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join(""), {
    mode: 0o600,
  });
}

/** A file that is named and not there is no obstacle for the clients either. */
async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, "utf8");
    return text.length > fileMaxBytes ? undefined : text;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
