import { Buffer } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";

import type { JsonObject } from "./registry-model.ts";
import type { RegistryReply } from "./registry-protocol.ts";

/** One request that a fake registry received. */
export interface RecordedRequest {
  readonly method: string;
  /** As sent. */
  readonly url: string;
  /** Decoded, without query and path prefix: `/@scope/name`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds since the epoch by the registry's clock. */
  readonly at: number;
}

/** Which requests a fault concerns: an exact decoded path (`/@scope/name`), a pattern over it, or a predicate. */
export type FaultMatch = string | RegExp | ((request: RecordedRequest) => boolean);

/** A registry that says something else than it should. */
type ContentFault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly reason?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    }
  | { readonly kind: "redirect"; readonly location: string; readonly status?: 301 | 302 | 307 | 308 }
  /** Sends as many bytes as it should, some of them other ones. */
  | { readonly kind: "wrong-bytes" }
  | { readonly kind: "invalid-json" }
  /** Rewrites the origin of every `dist.tarball`. */
  | { readonly kind: "tarball-origin"; readonly origin: string }
  /** Replaces a JSON document by what the function makes of it; a text is sent as it is. */
  | { readonly kind: "edit"; readonly edit: (document: JsonObject) => unknown };

/** A registry that says the right thing in a wrong way. Sizes are bytes, times milliseconds. */
type WireFault =
  /** Never answers; `afterBytes` sends the head and so many bytes first. */
  | { readonly kind: "hang"; readonly afterBytes?: number }
  /** Destroys the connection: before the head, or amid a body whose full length was declared. */
  | { readonly kind: "drop"; readonly afterBytes?: number }
  /** Ends the body early without declaring a length, so that HTTP itself sees nothing wrong. */
  | { readonly kind: "truncate"; readonly afterBytes: number }
  | { readonly kind: "slow"; readonly chunkMs: number; readonly chunkBytes?: number }
  /** Streams this many bytes of filler; `isDeclared` states the length up front. */
  | { readonly kind: "huge"; readonly bytes: number; readonly isDeclared?: boolean }
  | { readonly kind: "no-etag" }
  /** Sends this content encoding header whatever the client asked, without encoding. */
  | { readonly kind: "false-encoding"; readonly encoding: string };

/** How a faulty registry behaves. */
export type FaultBehaviour = ContentFault | WireFault;

/** A fault in force. */
export interface Fault {
  readonly match: FaultMatch;
  readonly behaviour: FaultBehaviour;
}

/** Whether a fault concerns a request. */
export function isConcerned(fault: Fault, request: RecordedRequest): boolean {
  if (typeof fault.match === "function") return fault.match(request);
  if (typeof fault.match === "string") return fault.match === request.path;
  return new RegExp(fault.match.source, fault.match.flags.replace(/[gy]/g, "")).test(request.path);
}

/** Applies a fault of content; faults of the wire change nothing yet. */
export function applyFault(fault: FaultBehaviour | undefined, reply: RegistryReply): RegistryReply {
  return fault === undefined || isWireFault(fault) ? reply : applyContentFault(fault, reply);
}

const wireKinds: readonly FaultBehaviour["kind"][] = [
  "hang",
  "drop",
  "truncate",
  "slow",
  "huge",
  "no-etag",
  "false-encoding",
] satisfies WireFault["kind"][];

function isWireFault(fault: FaultBehaviour): fault is WireFault {
  return wireKinds.includes(fault.kind);
}

function applyContentFault(fault: ContentFault, reply: RegistryReply): RegistryReply {
  switch (fault.kind) {
    case "status":
      return statusReply(fault);
    case "redirect":
      return { status: fault.status ?? 302, headers: { location: fault.location }, body: Buffer.alloc(0) };
    case "wrong-bytes":
      return { ...reply, body: withWrongBytes(reply.body) };
    case "invalid-json":
      return { ...reply, body: Buffer.concat([reply.body.subarray(0, -1), Buffer.from(',"')]) };
    case "tarball-origin":
      return editDocument(reply, (document) => withTarballOrigin(document, fault.origin));
    case "edit":
      break;
  }
  return editDocument(reply, fault.edit);
}

function statusReply(behaviour: FaultBehaviour & { readonly kind: "status" }): RegistryReply {
  const body = behaviour.body ?? JSON.stringify({ error: behaviour.reason ?? `status ${behaviour.status}` });
  return {
    status: behaviour.status,
    ...(behaviour.reason !== undefined && { reason: behaviour.reason }),
    headers: { "content-type": "application/json", ...behaviour.headers },
    body: Buffer.from(body),
  };
}

function withWrongBytes(body: Buffer): Buffer {
  const wrong = Buffer.from(body);
  const middle = Math.floor(wrong.length / 2);
  wrong.fill(0x2a, middle, middle + 16);
  return wrong;
}

function editDocument(reply: RegistryReply, edit: (document: JsonObject) => unknown): RegistryReply {
  if (reply.status !== 200) return reply;
  // Only documents that this registry rendered itself come here, and those are objects.
  const document = JSON.parse(reply.body.toString("utf8")) as JsonObject;
  const edited = edit(document);
  return { ...reply, body: Buffer.from(typeof edited === "string" ? edited : JSON.stringify(edited)) };
}

function withTarballOrigin(document: JsonObject, origin: string): string {
  return JSON.stringify(document, (key, value: unknown) =>
    key === "tarball" && typeof value === "string" ? origin + new URL(value).pathname : value,
  );
}
