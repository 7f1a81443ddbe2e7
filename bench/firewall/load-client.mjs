// Our own load generator: lets every answer end, which wrk does not, and takes wrk's place where that is missing. The
// same report, in a process of its own. It costs several times wrk's CPU: at high rates it holds the faster server back.
import { Agent, get } from "node:http";

import { pathsOf } from "./load-paths.mjs";

const { url, connections, seconds, headers, target } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const nextPath = pathsOf(target);
const errors = { connect: 0, read: 0, write: 0, status: 0, timeout: 0 };
const latencies = [];
const started = performance.now();
const end = started + seconds * 1000;
let bytes = 0;

await Promise.all(Array.from({ length: connections }, runConnection));
const durationMs = performance.now() - started;
latencies.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    requests: latencies.length,
    durationMs,
    bytes,
    errors,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p95Ms: latencies[Math.floor(latencies.length * 0.95)] ?? 0,
  }),
);
agent.destroy();

async function runConnection() {
  while (performance.now() < end) {
    const asked = performance.now();
    try {
      const status = await fetchOnce(nextPath());
      if (status !== 200) errors.status += 1;
      latencies.push(performance.now() - asked);
    } catch (error) {
      errors[error.code === "ECONNREFUSED" ? "connect" : "read"] += 1;
    }
  }
}

function fetchOnce(path) {
  return new Promise((resolve, reject) => {
    const request = get(url + path, { agent, headers, timeout: 30_000 }, (response) => {
      response.on("data", (chunk) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve(response.statusCode));
      response.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", reject);
  });
}
