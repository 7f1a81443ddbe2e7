import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { Clock, Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { TlsMaterial } from "@lockkeeper/firewall";
import { ServerError } from "./errors.ts";

/** The PEM files of a server's TLS. */
export interface TlsFiles {
  /** The certificate, followed by those that lead to its authority. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** Files that were read, with what is to be known of their certificate. */
export interface LoadedTls {
  readonly material: TlsMaterial;
  /** The server's own certificate alone; PEM. */
  readonly leaf: string;
  /** The DNS names that it is for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** By which a change of the files is noticed. */
  readonly stamp: string;
}

/** How files are followed. */
export interface TlsWatchOptions {
  readonly files: TlsFiles;
  /** What is in use. */
  readonly loaded: LoadedTls;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChange: (loaded: LoadedTls) => Promise<void> | void;
}

const maxBytes = 1_000_000;
const lookEveryMs = 1000;
const dayMs = 86_400_000;
const warnBeforeMs = 14 * dayMs;
const maxNames = 100;

/** Reads and checks the files: a certificate, an unencrypted key, and that they belong together. Throws SERVER_BAD_TLS_FILE. */
export async function readTls(files: TlsFiles): Promise<LoadedTls> {
  const { certFile, keyFile } = files;
  // Taken first: what changes while it is read is read again.
  const stamp = await stampOf(files).catch(() => "unreadable");
  const [certificate, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  const parsed = attempt(certFile, "it holds no certificate", () => new X509Certificate(certificate));
  const secret = attempt(keyFile, "it holds no key that can be read without a passphrase", () =>
    createPrivateKey(key),
  );
  if (!parsed.checkPrivateKey(secret)) {
    throw badFile(keyFile, `it is not the key of the certificate in "${certFile}"`);
  }
  attempt(certFile, "it cannot be used for TLS", () => createSecureContext({ cert: certificate, key }));
  return {
    material: { certificate, key },
    leaf: parsed.toString(),
    names: dnsNames(parsed),
    endsAt: Date.parse(parsed.validTo),
    stamp,
  };
}

/** Says what a person should mend before it hurts: a key that everybody can read, a certificate about to end. */
export async function warnOfTls(
  { keyFile, certFile }: TlsFiles,
  { endsAt }: LoadedTls,
  { clock, logger }: Pick<TlsWatchOptions, "clock" | "logger">,
): Promise<void> {
  const { mode } = await stat(keyFile);
  // Windows has no such bits.
  if (process.platform !== "win32" && (mode & 0o007) !== 0) {
    logger.log("warn", {
      code: "SERVER_TLS_KEY_READABLE",
      message: `The TLS key "${keyFile}" can be read by every user of this machine; take that away with: chmod o= on it`,
    });
  }
  const left = endsAt - clock.now();
  if (left >= warnBeforeMs) return;
  const when = left <= 0 ? "has ended" : `ends in ${Math.ceil(left / dayMs)} d`;
  logger.log("warn", {
    code: "SERVER_TLS_ENDS",
    message: `The TLS certificate "${certFile}" ${when}; a new one in its place is taken without a restart`,
    fields: { endsAt: new Date(endsAt).toISOString() },
  });
}

/**
 * Looks at the files every second and reads them again once they have changed and are at rest. What cannot be used is
 * told once, and the certificate in use stays.
 */
export function watchTls(options: TlsWatchOptions): { stop(): void } {
  const { files, clock, logger, onChange } = options;
  let used = options.loaded.stamp;
  let last = used;
  let isLooking = false;

  async function look(): Promise<void> {
    const stamp = await stampOf(files);
    const isAtRest = stamp === last;
    last = stamp;
    if (!isAtRest || stamp === used) return;
    used = stamp;
    const loaded = await readTls(files);
    await warnOfTls(files, loaded, { clock, logger });
    await onChange(loaded);
    logger.log("info", {
      code: "SERVER_TLS_RELOADED",
      message: `The changed TLS certificate is in use; it ends at ${new Date(loaded.endsAt).toISOString()}`,
    });
  }

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) => {
        logger.log("error", {
          code: "SERVER_TLS_NOT_RELOADED",
          message: "The changed TLS files are not used; the certificate read before stays in use",
          fields: { cause: toErrorRecord(error) },
        });
      })
      .finally(() => {
        isLooking = false;
      });
  }, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function stampOf({ certFile, keyFile }: TlsFiles): Promise<string> {
  const stats = await Promise.all([certFile, keyFile].map((file) => stat(file)));
  return stats.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join(" ");
}

async function readPem(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw badFile(file, `it has ${size} bytes, and ${maxBytes} are the most`);
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof ServerError) throw cause;
    throw badFile(file, "it cannot be read", cause);
  }
}

function attempt<Value>(file: string, why: string, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    throw badFile(file, why, cause);
  }
}

function badFile(file: string, why: string, cause?: unknown): ServerError {
  return new ServerError("SERVER_BAD_TLS_FILE", {
    message: `Cannot use "${file}" for TLS as ${why}`,
    hint: "Give --tls-cert the certificate with its chain and --tls-key its key, both as PEM, the key without a passphrase.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function dnsNames({ subjectAltName }: X509Certificate): readonly string[] {
  const entries = (subjectAltName ?? "").split(", ").slice(0, maxNames);
  return entries.flatMap((entry) => (entry.startsWith("DNS:") ? [entry.slice(4)] : []));
}
