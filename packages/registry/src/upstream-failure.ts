import { systemErrorCode } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";

/** What was being fetched, for messages. */
export interface Errand {
  /** Such as `the packument of axios`. */
  readonly what: string;
  /** The upstream's id. */
  readonly upstream: string;
}

const transientCodes: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);
const timeoutCodes: ReadonlySet<string> = new Set([
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);
const transientStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** Turns what the HTTP library throws into our own errors; those pass as they are. */
export function toRegistryError(error: unknown, { what, upstream }: Errand): RegistryError {
  const own = findRegistryError(error);
  if (own) return own;
  const code =
    systemErrorCode(error) ?? systemErrorCode(error instanceof Error ? error.cause : undefined) ?? "";
  const isTimeout = timeoutCodes.has(code) || (error instanceof Error && error.name === "TimeoutError");
  if (code.startsWith("HPE_") || code === "UND_ERR_HEADERS_OVERFLOW") {
    return new RegistryError("REGISTRY_BAD_RESPONSE", {
      message: `Cannot fetch ${what} from "${upstream}" as its answer is no HTTP: ${code}`,
      cause: error,
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new RegistryError("REGISTRY_UNREACHABLE", {
    message: `Cannot fetch ${what} from "${upstream}" as it ${isTimeout ? "took too long" : "cannot be reached"}: ${code === "" ? detail : `${code} ${detail}`}`,
    hint: "Check the upstream's URL, the network and the proxy settings.",
    cause: error,
    details: { code, isTransient: transientCodes.has(code) },
  });
}

/** The error for an answer of status 5xx or 429. */
export function failingUpstream(status: number, { what, upstream }: Errand): RegistryError {
  return new RegistryError("REGISTRY_UNREACHABLE", {
    message: `Cannot fetch ${what} from "${upstream}" as it fails: status ${status}`,
    hint: "The upstream is in trouble; what is cached is still served.",
    details: { status, isTransient: transientStatuses.has(status) },
  });
}

/** The error for an answer that makes no sense. */
export function badResponse(why: string, { what, upstream }: Errand, cause?: unknown): RegistryError {
  return new RegistryError("REGISTRY_BAD_RESPONSE", {
    message: `Cannot fetch ${what} from "${upstream}" as its answer cannot be used: ${why}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error for an answer over its bound, in bytes. */
export function tooLarge(max: number, { what, upstream }: Errand): RegistryError {
  return new RegistryError("REGISTRY_TOO_LARGE", {
    message: `Cannot fetch ${what} from "${upstream}" as it is too large: more than ${max} bytes`,
    details: { max },
  });
}

/** Whether asking once more may help. */
export function isTransient(error: unknown): boolean {
  return error instanceof RegistryError && error.details?.["isTransient"] === true;
}

/** A lookup's refusal arrives as the cause of a failed connection, or as one failure among several. */
function findRegistryError(error: unknown): RegistryError | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if (current instanceof RegistryError) return current;
    if (current instanceof AggregateError) {
      const found = current.errors.find((inner: unknown) => inner instanceof RegistryError);
      if (found instanceof RegistryError) return found;
    }
    current = current.cause;
  }
  return undefined;
}
