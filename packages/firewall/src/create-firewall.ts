import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { systemErrorCode } from "@lockkeeper/core";
import type { RegistryRequest } from "@lockkeeper/registry";
import { parseClientAgent, parseRegistryRequest } from "@lockkeeper/registry";
import { boundConnections } from "./connection-bound.ts";
import { trackConnections } from "./connections.ts";
import { FirewallError } from "./errors.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { sendFailure } from "./failure.ts";
import { passGate, sendUnauthorized, servicesFor } from "./gate.ts";
import type { HostPolicy } from "./origin.ts";
import { clientOrigin, isFromForeignPage } from "./origin.ts";
import { sendJson } from "./respond.ts";
import { readRunClaim } from "./run-claim.ts";
import { servicesOf } from "./run-routes.ts";
import { route } from "./route.ts";
import type { TlsMaterial } from "./web-server.ts";
import { createWebServer } from "./web-server.ts";

/** Where the firewall listens. */
export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly hosts: HostPolicy;
  /** Speaks TLS with it, and nothing else. */
  readonly tls: TlsMaterial | undefined;
  /** For every address but those of this machine. */
  readonly maxConnectionsPerAddress: number;
}

/** A firewall that answers. */
export interface Firewall {
  readonly port: number;
  /** Takes another certificate for connections from now on; those that are open go on. */
  renewTls(material: TlsMaterial): void;
  /** Stops accepting, lets what is in flight finish within the time, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/** Starts to listen. Throws FIREWALL_PORT_TAKEN or FIREWALL_CANNOT_BIND. */
export async function startFirewall(services: FirewallServices, options: ListenOptions): Promise<Firewall> {
  const web = createWebServer(options.tls);
  const { server } = web;
  const { clock, logger } = services;
  boundConnections(server, { maxPerAddress: options.maxConnectionsPerAddress, clock, logger });
  const connections = trackConnections(server);
  const inFlight = new Set<Promise<void>>();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const begin = performance.now();
    const trace = services.traffic.begin();
    const answering = answer({ request, response, trace }, services, options.hosts).finally(() => {
      inFlight.delete(answering);
      services.traffic.end(trace, response, performance.now() - begin);
    });
    inFlight.add(answering);
  });
  const port = await listen(server, options);
  return {
    port,
    renewTls: (material) => web.renewTls(material),
    close: (graceMs) => connections.close(graceMs, inFlight),
  };
}

async function answer(
  { request, response, trace }: Pick<Exchange, "request" | "response" | "trace">,
  services: FirewallServices,
  hosts: HostPolicy,
): Promise<void> {
  const origin = clientOrigin(request.headers, hosts);
  const agent = parseClientAgent(request.headers);
  trace.client = agent.client;
  const blank: Exchange = {
    request,
    response,
    trace,
    asked: { kind: "unknown" },
    agent,
    identity: "anonymous",
    token: undefined,
    remote: request.socket.remoteAddress,
    origin: origin ?? "",
    run: undefined,
  };
  try {
    if (origin === undefined) {
      sendJson(blank, 421, {
        error: "Lockkeeper does not answer to this Host: use the address that it printed at its start",
      });
      return;
    }
    if (isFromForeignPage(request.headers, origin)) {
      sendJson(blank, 403, { error: "Lockkeeper does not answer to web pages of other sites" });
      return;
    }
    const reading = readRunClaim(request.headers, blank.remote, services.runs);
    if (reading.kind === "unbelievable") {
      sendJson(blank, 403, { error: "Lockkeeper knows no such run: it was not announced here, or is over" });
      return;
    }
    const run = reading.kind === "claim" ? reading.claim : undefined;
    const caller = identify({ ...blank, run }, services);
    if (caller === undefined) return;
    const asked = readAsked(caller, services);
    trace.kind = asked.kind;
    const exchange = { ...caller, asked };
    if (!passGate(exchange, services)) return;
    await answerAsked(exchange, servicesFor(exchange, servicesOf(services, run?.run)));
  } catch (error) {
    sendFailure(blank, services, error);
  }
}

/** Finds out who asks, or answers that this is not believed. */
function identify(exchange: Exchange, services: FirewallServices): Exchange | undefined {
  const { authorization } = exchange.request.headers;
  const authentication = services.access.authenticator.authenticate(authorization);
  if (authentication.kind === "caller") return { ...exchange, ...authentication.caller };
  sendUnauthorized(exchange, services, authentication.reason);
  return undefined;
}

/** Reads what is asked for. Throws `REGISTRY_BAD_URL`, though not for a stranger, who is told to say who asks first. */
function readAsked({ request, token }: Exchange, services: FirewallServices): RegistryRequest {
  try {
    return parseRegistryRequest(request.method ?? "GET", request.url ?? "/");
  } catch (error) {
    // Each such error is a line in the log, which a stranger could fill.
    if (services.access.isTokenRequired && token === undefined) return { kind: "unknown" };
    throw error;
  }
}

async function answerAsked(exchange: Exchange, services: FirewallServices): Promise<void> {
  try {
    await route(exchange, services);
  } catch (error) {
    if (isClientGone(exchange, error)) return;
    sendFailure(exchange, services, error);
  }
}

function isClientGone({ response }: Exchange, error: unknown): boolean {
  const code = systemErrorCode(error);
  return (
    response.destroyed && (code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE")
  );
}

async function listen(server: Server, { host, port }: ListenOptions): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      // The default backlog of 511 is near 500 clients arriving at once.
      server.listen({ host, port, backlog: 2048 }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (cause) {
    if (systemErrorCode(cause) === "EADDRINUSE") {
      throw new FirewallError("FIREWALL_PORT_TAKEN", {
        message: `Cannot listen on ${host}:${port} as the port is taken`,
        hint: "Choose another with --port, or 0 for any free one.",
        cause,
      });
    }
    throw new FirewallError("FIREWALL_CANNOT_BIND", {
      message: `Cannot listen on ${host}:${port}: ${systemErrorCode(cause) ?? "unknown"}`,
      hint: "Check --host and --port.",
      cause,
    });
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
