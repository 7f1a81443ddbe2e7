import { get } from "node:http";
import type { PackageSpec } from "@lockkeeper/core";
import { limits } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/firewall";
import { ServerError } from "./errors.ts";

/** Asks a running firewall why it decides as it does. Throws SERVER_BAD_ANSWER. */
export async function explainByServer(url: string, { name, selector }: PackageSpec): Promise<ExplainRecord> {
  const path = [name, ...(selector === undefined ? [] : [selector])].map(encodeURIComponent).join("/");
  const { status, body } = await fetchSmall(`${url}/-/lockkeeper/decision/${path}`);
  const record = parseRecord(body);
  if (status === 200 && record !== undefined) return record;
  throw new ServerError("SERVER_BAD_ANSWER", {
    message: `Cannot explain "${name}" as the running server at ${url} answered ${status}`,
    hint: "Is it of the same version as this command?",
  });
}

function fetchSmall(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { headers: { accept: "application/json" }, timeout: limits.upstreamHeadersTimeoutMs * 2 },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
          if (body.length > limits.requestBodyMaxBytes) request.destroy();
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        response.on("error", reject);
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", (cause) =>
      reject(
        new ServerError("SERVER_BAD_ANSWER", { message: `Cannot reach the running server at ${url}`, cause }),
      ),
    );
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
