// Asks for what an install asked for, each at the moment at which npm asked, and does nothing else: npm itself keeps both
// processors of a small machine busy, and a server that waits for one of them is not slow. Reads `{ url, questions }` from
// the file that is its argument; prints the times as JSON.
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import { userAgent } from "../firewall/load.mjs";

/** As npm has it. */
const maxSockets = 15;
const { url, questions } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const agent = new Agent({ keepAlive: true, maxSockets });
const headers = { accept: "*/*", "user-agent": userAgent };
const started = performance.now();
const times = await Promise.all(questions.map(askInTime));
console.log(JSON.stringify(times));
agent.destroy();

async function askInTime({ path, afterMs }) {
  await wait(Math.max(0, started + afterMs - performance.now()));
  const asked = performance.now();
  const status = await fetchOnce(path);
  if (status !== 200) throw new Error(`${url}${path} answered ${status}`);
  return performance.now() - asked;
}

function fetchOnce(path) {
  return new Promise((resolve, reject) => {
    const request = get(url + path, { agent, headers, timeout: 60_000 }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
      response.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer from ${url}${path}`)));
    request.on("error", reject);
  });
}
