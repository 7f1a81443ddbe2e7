import { request } from "node:http";
import type { PackageSpec } from "@lockkeeper/core";
import { limits } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/firewall";
import { ServerError } from "./errors.ts";

/** A question to a running firewall. */
export interface RemoteQuestion {
  readonly url: string;
  readonly asked: PackageSpec;
  /** Tightens the answer. */
  readonly repositoryPolicy: string | undefined;
}

interface SmallRequest {
  readonly url: string;
  /** Sent as JSON by POST; without one it is a GET. */
  readonly body: string | undefined;
}

/** Asks a running firewall why it decides as it does. Throws SERVER_BAD_ANSWER. */
export async function explainByServer({
  url,
  asked,
  repositoryPolicy,
}: RemoteQuestion): Promise<ExplainRecord> {
  const { status, body } = await send(requestFor({ url, asked, repositoryPolicy }));
  const record = parseRecord(body);
  if (status === 200 && record !== undefined) return record;
  throw new ServerError("SERVER_BAD_ANSWER", {
    message: `Cannot explain "${asked.name}" as the running server at ${url} answered ${status}`,
    hint: "Is it of the same version as this command?",
  });
}

function requestFor({ url, asked: { name, selector }, repositoryPolicy }: RemoteQuestion): SmallRequest {
  const parts = selector === undefined ? [name] : [name, selector];
  if (repositoryPolicy === undefined) {
    return {
      url: `${url}/-/lockkeeper/decision/${parts.map(encodeURIComponent).join("/")}`,
      body: undefined,
    };
  }
  return {
    url: `${url}/-/lockkeeper/explain`,
    body: JSON.stringify({ spec: parts.join("@"), repositoryPolicy }),
  };
}

function send({ url, body }: SmallRequest): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: body === undefined ? "GET" : "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
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
        new ServerError("SERVER_BAD_ANSWER", { message: `Cannot reach the running server at ${url}`, cause }),
      ),
    );
    sent.end(body);
  });
}

function parseRecord(body: string): ExplainRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const isRecord =
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    value.schema === 1 &&
    "decision" in value;
  return isRecord ? (value as ExplainRecord) : undefined; // our own server's line, told by its schema
}
