import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { limits } from "@lockkeeper/core";

import { CliError } from "../errors.ts";

const gzipAsync = promisify(gzip);
const deadlineMs = 60_000;
const answerMaxCharacters = 10_000;

/** Where a result is sent, and by whom. */
export interface SweepSending {
  /** The address of a server, as clients are given it. */
  readonly url: string;
  readonly token: string | undefined;
}

/** Hands a sealed result to a server; answers the name that it was kept under. Throws `CLI_SWEEP_NOT_SENT`, `CLI_USAGE`. */
export async function sendSweep(bytes: Buffer, { url, token }: SweepSending): Promise<string> {
  const target = targetOf(url);
  if (bytes.length > limits.requestBodyMaxBytes) {
    throw notSent(target, `it has ${bytes.length} bytes, and a server takes ${limits.requestBodyMaxBytes}`);
  }
  let response: Response;
  try {
    response = await fetch(target, {
      method: "POST",
      body: new Uint8Array(await gzipAsync(bytes)),
      // A redirect could lead the token elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(deadlineMs),
      headers: {
        "content-type": "application/x-ndjson",
        "content-encoding": "gzip",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  } catch (cause) {
    throw notSent(target, "the server cannot be reached", cause);
  }
  const text = (await response.text()).slice(0, answerMaxCharacters);
  if (!response.ok) throw notSent(target, `the server answers ${response.status}: ${text.slice(0, 200)}`);
  return idIn(text);
}

function targetOf(url: string): string {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base !== undefined && /^https?:$/.test(base.protocol)) return new URL("/-/lockkeeper/sweep", base).href;
  throw new CliError("CLI_USAGE", {
    message: `Cannot send a result to ${JSON.stringify(url.slice(0, 200))} as it is no http or https URL`,
    hint: "Give the address of a Lockkeeper server, such as --send https://lockkeeper.example/.",
  });
}

function idIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "id" in value && typeof value.id === "string")
      return value.id;
  } catch {
    // The server took it; under which name it does not say.
  }
  return "";
}

function notSent(target: string, why: string, cause?: unknown): CliError {
  return new CliError("CLI_SWEEP_NOT_SENT", {
    message: `Cannot send the result of a sweep to ${target} as ${why}`,
    hint: "The result is kept where --output says. A server that requires tokens takes LOCKKEEPER_TOKEN with the permission sweep.",
    cause,
  });
}
