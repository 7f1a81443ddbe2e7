import { createServer } from "node:http";
import type { Server } from "node:http";
import { readdir, readFile, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Client } from "./clients.ts";
import type { ClientRun } from "./run-client.ts";
import { runClient } from "./run-client.ts";
import type { Workplace } from "./workplace.ts";

const lockkeeper = join(import.meta.dirname, "..", "..", "..", "packages", "cli", "bin", "lockkeeper.js");

/** A command of a client behind a firewall that starts and ends with it. */
export interface RunTask {
  readonly client: Client;
  readonly workplace: Workplace;
  readonly args: readonly string[];
  /** The registry behind the firewall. */
  readonly upstream: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `lockkeeper run -- <client> <args>` in the workplace; the data folder lies in it and stays. */
export function runBehind({
  client,
  workplace,
  args,
  upstream,
  flags = [],
  env = {},
}: RunTask): Promise<ClientRun> {
  const data = join(workplace.root, "data");
  const program = [
    process.execPath,
    lockkeeper,
    "run",
    "--data",
    data,
    "--upstream",
    upstream,
    ...flags,
    "--",
    ...client.program,
  ] as const;
  return runClient({ client: { ...client, program }, workplace, origin: undefined, args, env });
}

/** A place that nobody may ask: every request, and every tunnel through it, is written down. */
export interface Trap {
  /** Without a final slash. */
  readonly url: string;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a trap on a loopback port. */
export async function startTrap(): Promise<Trap> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.statusCode = 404;
    response.end("{}");
  });
  server.on("connect", (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Writes files into the project. */
export async function plant({ project }: Workplace, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
}

/** The names at the top of the project and the texts of its files, without the lockfile and what is installed. */
export async function projectFiles({ project }: Workplace): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(project, { withFileTypes: true })) {
    if (entry.isFile()) found[entry.name] = await readFile(join(project, entry.name), "latin1");
  }
  return found;
}
