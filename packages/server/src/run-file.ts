import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import { isProcessAlive } from "@lockkeeper/store";

/** A server that runs on a data folder, as it wrote it down. */
export interface RunFile {
  readonly pid: number;
  /** How this machine reaches it. */
  readonly url: string;
  /** How clients reach it, where that is another address. */
  readonly clientUrl?: string;
  /** Of a server that speaks TLS: its certificate as PEM, by which its own machine knows it. */
  readonly certificate?: string;
}

const fileName = "server.json";

/**
 * The server that runs on a data folder, if its process is alive and its port is taken. A killed server leaves its note
 * behind, and its process id goes to another soon: in a container to the next server itself.
 */
export async function runningServer(dataFolder: string): Promise<RunFile | undefined> {
  const found = await readRunFile(join(dataFolder, fileName));
  return found !== undefined && isProcessAlive(found.pid) && (await isPortTaken(found.url))
    ? found
    : undefined;
}

/** Writes down that this process serves the data folder. */
export async function writeRunFile(dataFolder: string, run: RunFile): Promise<void> {
  const path = join(dataFolder, fileName);
  const temporary = `${path}.${run.pid}`;
  await writeFile(temporary, `${JSON.stringify(run)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}

/** Removes the note, unless another process has written its own since. */
export async function removeRunFile(dataFolder: string, pid: number): Promise<void> {
  const path = join(dataFolder, fileName);
  const found = await readRunFile(path);
  if (found?.pid === pid) await rm(path, { force: true });
}

async function readRunFile(path: string): Promise<RunFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return parseRunFile(text);
}

/** A note that was cut by a crash says nothing. */
function parseRunFile(text: string): RunFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return typeof value === "object" && value !== null ? tryBuildRunFile(value) : undefined;
}

function tryBuildRunFile(value: {
  readonly pid?: unknown;
  readonly url?: unknown;
  readonly clientUrl?: unknown;
  readonly certificate?: unknown;
}): RunFile | undefined {
  const { pid, url, clientUrl, certificate } = value;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0 || typeof url !== "string") {
    return undefined;
  }
  return {
    pid,
    url,
    ...(typeof clientUrl === "string" ? { clientUrl } : {}),
    ...(typeof certificate === "string" ? { certificate } : {}),
  };
}

const connectTimeoutMs = 1000;

/** Whether something listens there; the system accepts connections also for a server that is too busy to answer. */
async function isPortTaken(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return false;
  const { hostname, port } = new URL(url);
  // A server on every address is asked on the loopback one, since not every system connects to "every".
  const host = hostname
    .replace(/^\[|\]$/g, "")
    .replace(/^0\.0\.0\.0$/, "127.0.0.1")
    .replace(/^::$/, "::1");
  return await new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: connectTimeoutMs });
    const answer = (isTaken: boolean): void => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once("connect", () => answer(true));
    socket.once("timeout", () => answer(true));
    // In doubt there is a server: two on one folder are worse than a start refused.
    socket.once("error", (error) => answer(systemErrorCode(error) !== "ECONNREFUSED"));
  });
}
