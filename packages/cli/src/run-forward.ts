import { Agent } from "node:http";
import type { IncomingMessage } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { pipeline } from "node:stream/promises";

import { runHeaders } from "@lockkeeper/firewall";
import { endToEndFields } from "@lockkeeper/intercept";
import type { Intercepted } from "@lockkeeper/intercept";

import type { FirewallRequest } from "./run-client.ts";

/** Where requests are handed over. */
export interface ForwardOptions {
  /** The firewall, without a final slash. */
  readonly url: string;
  readonly request: FirewallRequest;
  readonly runId: string;
  /** How the run says who asks. */
  readonly authorization: string | undefined;
}

/** A request of a client for a registry. */
export interface Forwarded {
  readonly intercepted: Intercepted;
  /** The registry as the client knows it, without a final slash. */
  readonly origin: string;
  /** Path and query below it. */
  readonly path: string;
}

/** Hands requests over to the firewall. */
export interface Forwarder {
  forward(forwarded: Forwarded): Promise<void>;
  close(): void;
}

const connections = 128;

/** Creates a forwarder with connections that stay open. */
export function createForwarder({ url, request, runId, authorization: own }: ForwardOptions): Forwarder {
  const pool = { keepAlive: true, maxSockets: connections };
  const agent = url.startsWith("https:") ? new SecureAgent(pool) : new Agent(pool);

  function ask({ intercepted, origin, path }: Forwarded): Promise<IncomingMessage> {
    // Security: credentials are for the registry that the client believes to talk to; the firewall has its own.
    const {
      authorization: _secret,
      cookie: _cookies,
      ...fields
    } = endToEndFields(intercepted.request.headers);
    const headers = {
      ...fields,
      host: new URL(url).host,
      [runHeaders.run]: runId,
      [runHeaders.origin]: origin,
      ...(own === undefined ? {} : { authorization: own }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(path, { method: intercepted.request.method, headers, agent });
      sent.once("response", resolve);
      sent.once("error", reject);
      intercepted.response.once("close", () => sent.destroy());
      intercepted.request.pipe(sent);
    });
  }

  return {
    forward: async (forwarded) => {
      const { response } = forwarded.intercepted;
      const answer = await ask(forwarded);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEndFields(answer.headers));
      await pipeline(answer, response);
    },
    close: () => agent.destroy(),
  };
}
