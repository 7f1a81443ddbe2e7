import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { gunzipSync } from "node:zlib";

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly phrase: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
  readonly text: string;
}

/** How a request differs from a plain GET. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The certificate of a server with TLS, or of its authority. */
  readonly ca?: string;
}

/** Sends one request with the path exactly as given. */
export function ask(base: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { hostname, port, protocol } = new URL(base);
  const { ca, headers } = options;
  return new Promise((resolve, reject) => {
    const sent = (protocol === "https:" ? secureRequest : request)(
      { hostname, port, path, ca, method: options.method ?? "GET", headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const raw = Buffer.concat(chunks);
          const body =
            response.headers["content-encoding"] === "gzip" && raw.length > 0 ? gunzipSync(raw) : raw;
          resolve({
            status: response.statusCode ?? 0,
            phrase: response.statusMessage ?? "",
            headers: response.headers,
            body,
            text: body.toString("utf8"),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(options.body);
  });
}

/** The packument in an answer, as far as tests look into it. */
export interface PackumentView {
  readonly name: string;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly tarball: string; readonly integrity: string } }>
  >;
  readonly time: Readonly<Record<string, string>>;
  readonly policyRestrictions?: {
    readonly versions: Readonly<Record<string, unknown>>;
    readonly message: string;
  };
}

/** Reads an answer as a packument. */
export function packumentOf({ text }: Answer): PackumentView {
  return JSON.parse(text) as PackumentView; // shape asserted by the tests
}

/** Reads an answer as JSON with text fields. */
export function jsonOf({ text }: Answer): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>; // shape asserted by the tests
}
