import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("load.lua", import.meta.url));
const client = fileURLToPath(new URL("load-client.mjs", import.meta.url));
const wrk = "wrk";
/** What npm sends: a server may answer each client differently. */
export const userAgent = "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false";

/** The load generator of this machine: wrk, or our own client where it is missing. */
export function findLoadTool() {
  // wrk answers its version with exit code 1.
  return spawnSync(wrk, ["--version"]).error === undefined ? wrk : "node";
}

/**
 * Loads a server for some seconds. A target is `{ mode: "same", start: path }`, or `{ mode: "packument", start:
 * number }` or `{ mode: "tarball", start, packages, firstVersion }` for what was never asked before. Throws when any request failed; a slow server may
 * have answered none within the time.
 */
export async function load(tool, { url, target, connections, seconds, encoding }) {
  const { mode, start, packages = 1, firstVersion = 0 } = target;
  const headers = { accept: "application/json", "user-agent": userAgent };
  if (encoding !== "identity") headers["accept-encoding"] = encoding;
  const wrkArgs = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", script, url, "--"];
  const output =
    tool === wrk
      ? await run(wrk, [
          ...wrkArgs,
          ...[mode, start, packages, firstVersion, userAgent, encoding].map(String),
        ])
      : await run(process.execPath, [client, JSON.stringify({ url, connections, seconds, headers, target })]);
  const report = JSON.parse(output.trimEnd().split("\n").at(-1));
  const failures = Object.values(report.errors).reduce((sum, count) => sum + count, 0);
  if (failures > 0) throw new Error(`Cannot measure ${url} as requests failed: ${JSON.stringify(report)}`);
  return report;
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      out += text;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${out}`)),
    );
  });
}
