import { Buffer } from "node:buffer";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { limits } from "@lockkeeper/core";

import { applyFault } from "./faults.ts";
import type { FaultBehaviour, RecordedRequest } from "./faults.ts";
import type { Protocol, RegistryReply } from "./registry-protocol.ts";
import { tryParsePath } from "./registry-routes.ts";
import { createEncoder, pause, sendReply } from "./wire.ts";

/** What a registry's HTTP layer asks the registry behind it. */
export interface RegistryBackend {
  readonly protocol: Protocol;
  /** The registry's time, which decides what exists. */
  readonly now: () => number;
  /** What the `Date` header says; `undefined` sends none. */
  readonly date: () => number | undefined;
  readonly sendsEtag: boolean;
  /** Empty, or a leading slash and segments: `/npm/team`. */
  readonly pathPrefix: string;
  readonly latencyMs: () => number;
  /** Records the request and answers the fault that concerns it. */
  readonly observe: (request: RecordedRequest) => FaultBehaviour | undefined;
  /** An answer that precedes the protocol's, such as a missing token's. */
  readonly guard: (request: RecordedRequest) => RegistryReply | undefined;
}

/** Creates the request listener of a registry. */
export function createRegistryListener(backend: RegistryBackend): RequestListener {
  const encoder = createEncoder();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = await readRequest(request, backend);
    const behaviour = backend.observe(recorded);
    if (backend.latencyMs() > 0) await pause(backend.latencyMs());
    if (behaviour?.kind === "hang" && behaviour.afterBytes === undefined) return;
    if (behaviour?.kind === "drop" && behaviour.afterBytes === undefined) {
      response.destroy();
      return;
    }
    const reply = applyFault(behaviour, backend.guard(recorded) ?? answer(backend, recorded));
    const style = { sendsEtag: backend.sendsEtag, date: backend.date(), behaviour };
    await sendReply({ request, response }, reply, style, encoder);
  }

  return (request, response) => {
    // A client that went away, or a fault that cannot be sent, ends the connection and nothing else.
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
}

function answer(backend: RegistryBackend, request: RecordedRequest): RegistryReply {
  const accept = request.headers.accept ?? "";
  return backend.protocol(
    { method: request.method, path: request.path, accept, body: request.body },
    backend.now(),
  );
}

async function readRequest(request: IncomingMessage, backend: RegistryBackend): Promise<RecordedRequest> {
  const url = request.url ?? "/";
  const path = tryParsePath(url) ?? "/-/malformed";
  const { pathPrefix } = backend;
  const isInside = pathPrefix === "" || path.startsWith(`${pathPrefix}/`);
  return {
    method: request.method ?? "GET",
    url,
    path: isInside ? path.slice(pathPrefix.length) : "/-/outside",
    headers: request.headers,
    body: await readBody(request),
    at: backend.now(),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > limits.requestBodyMaxBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
