import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";

import { limits, toErrorRecord } from "@lockkeeper/core";
import type { LockedDecisions, LockedVersion, RunReport } from "@lockkeeper/firewall";

import { CliError } from "./errors.ts";

/** The firewall as a run talks to it. */
export interface RunClient {
  readonly id: string;
  /** Decides on the versions of a lockfile. */
  decide(locked: readonly LockedVersion[]): Promise<LockedDecisions>;
  /** Ends the run at the firewall and answers what was withheld and taken, in view of what is installed now. */
  end(installed: readonly LockedVersion[]): Promise<RunReport>;
}

/** Begins a request to the firewall. */
export type FirewallRequest = (path: string, options: RequestOptions) => ClientRequest;

/** What a run needs of the firewall. */
export interface RunClientOptions {
  /** Without a final slash; for messages. */
  readonly url: string;
  readonly request: FirewallRequest;
  /** A token of the firewall's, for one that demands them. */
  readonly token: string | undefined;
  /** Number of this process: a firewall of another command waits for it. */
  readonly pid: number;
  readonly repositoryPolicy: string | undefined;
}

const answerMaxBytes = 50_000_000;
/** What the firewall takes in one question. */
const maxLocked = 20_000;
/** A cold firewall asks its upstream for every package of a lockfile. Milliseconds. */
const timeoutMs = 600_000;

/** Announces a run. Throws CLI_RUN_FIREWALL. */
export async function announceRun(options: RunClientOptions): Promise<RunClient> {
  const { repositoryPolicy = null, pid } = options;
  const announced = await ask(options, "", { repositoryPolicy, pid });
  const id =
    typeof announced === "object" && announced !== null && "id" in announced ? announced.id : undefined;
  if (typeof id !== "string") throw unusable(options.url, "it named no run");
  return {
    id,
    decide: async (locked) => (await ask(options, `/${id}/decide`, pairsOf(locked))) as LockedDecisions, // our own server's line
    end: async (installed) => (await ask(options, `/${id}/end`, pairsOf(installed))) as RunReport, // the same
  };
}

function pairsOf(locked: readonly LockedVersion[]): object {
  return { packages: locked.slice(0, maxLocked).map(({ name, version }) => [name, version]) };
}

async function ask({ url, request, token }: RunClientOptions, path: string, body: object): Promise<unknown> {
  const response = await send(request, {
    path: `/-/lockkeeper/runs${path}`,
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw unusable(url, toErrorRecord(cause).message, cause);
  });
  const answer = parse(response.text);
  if (response.status === 200 && typeof answer === "object" && answer !== null) return answer;
  const said =
    typeof answer === "object" && answer !== null && "error" in answer
      ? String(answer.error)
      : "nothing more";
  throw unusable(url, `it answered ${response.status}: ${said.slice(0, 500)}`);
}

interface Sending {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function send(
  request: FirewallRequest,
  { path, headers, body }: Sending,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(path, { method: "POST", headers, timeout: timeoutMs, agent: false });
    sent.on("response", (response: IncomingMessage) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > answerMaxBytes) sent.destroy(new Error("the answer is too large"));
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error("it did not answer in time")));
    sent.on("error", reject);
    sent.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unusable(url: string, why: string, cause?: unknown): CliError {
  return new CliError("CLI_RUN_FIREWALL", {
    message: `Cannot run behind the firewall at ${url}: ${why}`,
    hint: `If that server is of an older version, restart it. Where tokens are required, set LOCKKEEPER_TOKEN. Bodies are at most ${limits.requestBodyMaxBytes} bytes.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
