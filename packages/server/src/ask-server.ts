import type { ClientRequest, RequestOptions } from "node:http";
import { request } from "node:http";
import type { RequestOptions as TlsRequestOptions } from "node:https";
import { request as secureRequest } from "node:https";
import { limits } from "@lockkeeper/core";
import { ServerError } from "./errors.ts";
import type { RunFile } from "./run-file.ts";

/** A question to a server on this machine. */
export interface ServerQuestion {
  readonly server: Pick<RunFile, "url" | "certificate">;
  /** With its query. */
  readonly path: string;
  /** Sent as JSON by POST; without one it is a GET. */
  readonly body: string | undefined;
  /** For a server that requires one. */
  readonly token: string | undefined;
}

/** What the server said. */
export interface ServerAnswer {
  readonly status: number;
  readonly body: string;
}

/** Asks a server on this machine, within bounds of time and size. Throws SERVER_BAD_ANSWER when it cannot be reached. */
export function askServer({ server, path, body, token }: ServerQuestion): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    const sent = requestServer(server, path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      timeout: limits.upstreamHeadersTimeoutMs * 2,
    });
    sent.on("response", (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer += chunk;
        if (answer.length > limits.requestBodyMaxBytes) sent.destroy();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: answer }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", (cause) =>
      reject(
        new ServerError("SERVER_BAD_ANSWER", {
          message: `Cannot reach the running server at ${server.url}`,
          cause,
        }),
      ),
    );
    sent.end(body);
  });
}

/** Begins a request to a server on this machine, by TLS where it speaks that. */
export function requestServer(
  server: ServerQuestion["server"],
  path: string,
  options: RequestOptions,
): ClientRequest {
  const url = `${server.url}${path}`;
  if (!url.startsWith("https:")) return request(url, options);
  return secureRequest(url, { ...options, ...trustOf(server) });
}

/**
 * Security: the certificate is for a name that others know, not for this machine's loopback address. It is told by its
 * own bytes, which the server wrote into the data folder.
 */
export function trustOf({ certificate }: Pick<RunFile, "certificate">): TlsRequestOptions {
  if (certificate === undefined) return {};
  return { ca: [certificate], allowPartialTrustChain: true, checkServerIdentity: () => undefined };
}
