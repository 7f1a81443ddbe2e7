import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { join } from "node:path";

/** One command inside the namespace. */
export interface WorldJob {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is removed before it. */
  readonly removes: readonly string[];
  readonly timeoutMs: number;
}

/** What came of it. */
export interface WorldResult {
  readonly name: string;
  readonly exitCode: number;
  readonly output: string;
  /** Connections to the places where the default hosts lead. */
  readonly trapped: number;
}

/** The port on which the registry is reached inside the namespace. */
export const upstreamPort = 4870;

/** Why there can be no network namespace here, or `undefined` where there can. */
export function whyNoNamespace(): string | undefined {
  if (process.platform !== "linux") return "only Linux has network namespaces";
  const { status } = spawnSync("unshare", ["-n", "-m", "ip", "link", "set", "lo", "up"]);
  return status === 0 ? undefined : "unshare and ip are not there, or not allowed";
}

/** Runs the jobs in a namespace with only loopback, where the given hosts lead to a trap. */
export async function runInWorld(
  folder: string,
  world: {
    readonly socketPath: string;
    readonly hosts: readonly string[];
    readonly jobs: readonly WorldJob[];
  },
): Promise<readonly WorldResult[]> {
  const [hostsFile, plan] = [join(folder, "hosts"), join(folder, "plan.json")];
  await writeFile(hostsFile, ["localhost", ...world.hosts].map((host) => `127.0.0.1 ${host}\n`).join(""));
  await writeFile(plan, JSON.stringify({ socketPath: world.socketPath, upstreamPort, jobs: world.jobs }));
  const script = join(import.meta.dirname, "..", "run-world.mjs");
  const steps = 'ip link set lo up && mount --bind "$1" /etc/hosts && exec "$2" "$3" "$4"';
  const lines = await collect("unshare", [
    "-n",
    "-m",
    "sh",
    "-c",
    steps,
    "sh",
    hostsFile,
    process.execPath,
    script,
    plan,
  ]);
  return lines.map((line) => JSON.parse(line) as WorldResult); // our own script's lines
}

function collect(program: string, args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(text.split("\n").filter((line) => line !== ""));
      else reject(new Error(`The namespace ended with ${code}`));
    });
  });
}

/** Answers on a socket file with what a registry has, its addresses turned into those of the namespace. */
export async function startRelay(socketPath: string, registry: string): Promise<Server> {
  const server = createServer((request, response) => {
    const headers = new Headers({ accept: request.headers.accept ?? "*/*" });
    void fetch(new URL((request.url ?? "/").slice(1), registry), { headers }).then(
      async (answer) => {
        const type = answer.headers.get("content-type") ?? "application/octet-stream";
        const bytes = Buffer.from(await answer.arrayBuffer());
        const isJson = type.includes("json");
        const body = isJson
          ? Buffer.from(bytes.toString("utf8").replaceAll(registry, `http://127.0.0.1:${upstreamPort}/`))
          : bytes;
        response.writeHead(answer.status, { "content-type": type });
        response.end(body);
      },
      (error: unknown) => {
        response.writeHead(502);
        response.end(String(error));
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(socketPath, () => resolve());
  });
  return server;
}
