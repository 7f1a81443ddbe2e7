import type { IncomingMessage, ServerResponse } from "node:http";
import type { ThrowAwayAuthority } from "./authority.ts";
import type { OnwardProxy } from "./onward.ts";
import type { Target } from "./target.ts";

/** What becomes of a connection: looked into, passed through unseen, or refused with a reason for the client. */
export type Route =
  | { readonly kind: "take" }
  | { readonly kind: "tunnel" }
  | { readonly kind: "refuse"; readonly reason: string };

/** A request of a client with where it was going. */
export interface Intercepted {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  /** Path and query as the client sent them. */
  readonly path: string;
}

/** What a proxy is made of. */
export interface InterceptorOptions {
  readonly authority: ThrowAwayAuthority;
  /** The password of the proxy: other users of the machine reach the loopback port as well. */
  readonly secret: string;
  readonly route: (target: Target) => Route;
  /** Answers every request that can be read: those to taken hosts, and all in plain HTTP. */
  readonly onRequest: (intercepted: Intercepted) => Promise<void>;
  /** The way out for what is tunnelled. */
  readonly onward: OnwardProxy;
}
