import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { InterceptError } from "./errors.ts";
import type { Target } from "./target.ts";

/** The proxy that the user goes through, if any. */
export interface OnwardProxy {
  /** `http://[user:password@]host[:port]`; `undefined` connects directly. */
  proxyFor(target: Target): string | undefined;
}

const connectTimeoutMs = 20_000;

/** Opens a connection to a target, through the user's own proxy where there is one. Throws INTERCEPT_UNREACHABLE, INTERCEPT_BAD_PROXY. */
export async function connectOnward(target: Target, onward: OnwardProxy): Promise<Socket> {
  const proxy = onward.proxyFor(target);
  return proxy === undefined ? await connectDirectly(target) : await connectByProxy(target, proxy);
}

function connectDirectly({ host, port }: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error("timed out")), connectTimeoutMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(socket);
    });
    socket.once("error", fail);

    function fail(cause: Error): void {
      clearTimeout(timer);
      reject(unreachableTarget(host, cause));
    }
  });
}

function connectByProxy({ host, port }: Target, proxy: string): Promise<Socket> {
  const url = parseProxy(proxy);
  const path = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const asking = httpRequest({
      method: "CONNECT",
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? 80 : Number(url.port),
      path,
      headers: { host: path, ...authorisation(url) },
      timeout: connectTimeoutMs,
      agent: false,
    });
    asking.once("connect", (response, socket, head) => {
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(unreachableTarget(host, new Error(`the proxy answered ${response.statusCode ?? "nothing"}`)));
    });
    asking.once("response", (response) => {
      response.destroy();
      reject(unreachableTarget(host, new Error(`the proxy answered ${response.statusCode ?? "nothing"}`)));
    });
    asking.once("timeout", () => asking.destroy(new Error("timed out")));
    asking.once("error", (cause) => reject(unreachableTarget(host, cause)));
    asking.end();
  });
}

function parseProxy(proxy: string): URL {
  const text = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (URL.canParse(text) && new URL(text).protocol === "http:") return new URL(text);
  throw new InterceptError("INTERCEPT_BAD_PROXY", {
    message: "Cannot go through the configured proxy as only http:// proxies are understood",
    hint: "Check HTTPS_PROXY and HTTP_PROXY.",
  });
}

function authorisation({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function unreachableTarget(host: string, cause: Error): InterceptError {
  return new InterceptError("INTERCEPT_UNREACHABLE", {
    message: `Cannot reach "${host}": ${cause.message}`,
    cause,
  });
}
