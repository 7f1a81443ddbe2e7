import { load } from "./load.mjs";
import { cpuSecondsOf, settle } from "./process-usage.mjs";

const warmUpSeconds = 1;
/**
 * wrk drops what is under way when its time is over. Verdaccio 6.8.0 never frees the connections to its uplink of
 * downloads that were dropped, and hangs after 40 of them: our own client, which lets each answer end, is fair.
 */
const coldTool = "node";
/** Where the machine is slow or busy, a second is too short for the compiler to have seen what is hot. */
const warmUpRequests = 300;
const warmUpMaxRounds = 8;
/** Headers are counted as well, and the digits in a name change how it compresses. */
const sizeTolerance = 0.05;
const headerBytes = 1500;

/**
 * Measures one phase on one server: requests per second, and the CPU the server spent on each, with the work that it
 * left for after its answers. Throws when a request failed or bodies are not of the expected size.
 */
export async function measurePhase(warmTool, phase, server) {
  const { url, pid, sizes } = server;
  const { connections, encoding, seconds } = phase;
  const tool = phase.isCold ? coldTool : warmTool;
  await warmUp(tool, phase, url);
  await settle(pid);
  const cpuBefore = cpuSecondsOf(pid);
  const report = await load(tool, { url, connections, encoding, target: phase.target, seconds });
  await settle(pid);
  if (report.requests === 0)
    throw new Error(`Cannot measure ${url} as it answered nothing in ${seconds} s of ${phase.id}`);
  const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
  assertSize(phase, report, sizes[`${phase.subject} ${encoding}`]);
  return {
    requestsPerSecond: (report.requests * 1000) / report.durationMs,
    cpuMsPerRequest: (cpuSeconds * 1000) / report.requests,
    p50Ms: report.p50Ms,
    p95Ms: report.p95Ms,
    requests: report.requests,
  };
}

async function warmUp(tool, { connections, encoding, warmUp: target }, url) {
  let requests = 0;
  for (let round = 0; round < warmUpMaxRounds && requests < warmUpRequests; round += 1) {
    const spec = { url, connections, encoding, target: target(round), seconds: warmUpSeconds };
    requests += (await load(tool, spec)).requests;
  }
}

function assertSize({ id, connections }, { bytes, requests }, expected) {
  const each = bytes / requests;
  // Bodies that were under way at the end are counted as bytes, but not as requests.
  const cutOff = (connections * expected) / requests;
  const low = expected * (1 - sizeTolerance);
  const high = expected * (1 + sizeTolerance) + headerBytes + cutOff;
  if (each >= low && each <= high) return;
  throw new Error(
    `Cannot use the figures of ${id} as answers had ${Math.round(each)} bytes instead of ${expected}`,
  );
}
