import type { IncomingHttpHeaders } from "node:http";
import { limits } from "@lockkeeper/core";
import type { Run, Runs } from "./runs.ts";

/** The fields with which a run's own proxy marks the requests that it hands over. */
export const runHeaders = { run: "lockkeeper-run", origin: "lockkeeper-origin" } as const;

/** A request of an announced run. */
export interface RunClaim {
  readonly run: Run;
  /** The registry that the client believes to talk to, without a final slash. */
  readonly origin: string;
}

/** What a request says about a run: nothing, something that is not believed, or an announced one. */
export type RunReading =
  | { readonly kind: "none" }
  | { readonly kind: "unbelievable" }
  | { readonly kind: "claim"; readonly claim: RunClaim };

/** Reads the fields of a run. They are believed only from this machine and only for a run that was announced here. */
export function readRunClaim(
  headers: IncomingHttpHeaders,
  remote: string | undefined,
  runs: Runs,
): RunReading {
  const id = headers[runHeaders.run];
  if (id === undefined) return { kind: "none" };
  const origin = tryParseOrigin(headers[runHeaders.origin]);
  if (typeof id !== "string" || origin === undefined || !isLoopbackAddress(remote)) {
    return { kind: "unbelievable" };
  }
  const run = runs.get(id);
  return run === undefined ? { kind: "unbelievable" } : { kind: "claim", claim: { run, origin } };
}

/** Whether an address of a socket is of this machine itself. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);
}

function tryParseOrigin(text: string | readonly string[] | undefined): string | undefined {
  if (typeof text !== "string" || text.length > limits.urlMaxCharacters || !URL.canParse(text))
    return undefined;
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const isPlain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return isPlain ? url.href.replace(/\/+$/, "") : undefined;
}
