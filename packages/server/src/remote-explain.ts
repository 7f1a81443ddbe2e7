import type { PackageSpec } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/firewall";
import type { ServerQuestion } from "./ask-server.ts";
import { askServer } from "./ask-server.ts";
import { ServerError } from "./errors.ts";

/** A question to a running firewall. */
export interface RemoteQuestion extends Pick<ServerQuestion, "server" | "token"> {
  readonly asked: PackageSpec;
  /** Tightens the answer. */
  readonly repositoryPolicy: string | undefined;
}

/** Asks a running firewall why it decides as it does. Throws SERVER_BAD_ANSWER, SERVER_TOKEN_REFUSED. */
export async function explainByServer(question: RemoteQuestion): Promise<ExplainRecord> {
  const { server, token, asked } = question;
  const { status, body } = await askServer({ server, token, ...questionFor(question) });
  const record = parseRecord(body);
  if (status === 200 && record !== undefined) return record;
  if (status === 401 || status === 403) throw refusedToken(question, status);
  throw new ServerError("SERVER_BAD_ANSWER", {
    message: `Cannot explain "${asked.name}" as the running server at ${server.url} answered ${status}`,
    hint: "Is it of the same version as this command?",
  });
}

function refusedToken({ server, asked, token }: RemoteQuestion, status: number): ServerError {
  const why = token === undefined ? "requires a token" : `refuses the token (${status})`;
  return new ServerError("SERVER_TOKEN_REFUSED", {
    message: `Cannot explain "${asked.name}" as the running server at ${server.url} ${why}`,
    hint: "Set LOCKKEEPER_TOKEN to a token of that server that may explain: npx --no lockkeeper token create --person NAME --may explain",
  });
}

function questionFor({
  asked: { name, selector },
  repositoryPolicy,
}: RemoteQuestion): Pick<ServerQuestion, "path" | "body"> {
  const parts = selector === undefined ? [name] : [name, selector];
  if (repositoryPolicy === undefined) {
    const path = `/-/lockkeeper/decision/${parts.map(encodeURIComponent).join("/")}`;
    return { path, body: undefined };
  }
  return {
    path: "/-/lockkeeper/explain",
    body: JSON.stringify({ spec: parts.join("@"), repositoryPolicy }),
  };
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
