import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Agent, get } from "node:http";
import { gunzipSync } from "node:zlib";

import { userAgent } from "../firewall/load.mjs";

/** Looking into every answer would measure this client; one of so many is enough to know that they are right. */
const lookedIntoEvery = 50;

/** Creates a client with some connections that asks a server as the traffic says. Throws for any wrong answer. */
export function createClient({ url, connections }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let asked = 0;

  async function run(nextQuestion, count) {
    let left = count;
    const connection = async () => {
      while (left > 0) {
        left -= 1;
        await ask(nextQuestion());
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
  }

  async function ask(question) {
    asked += 1;
    const isLookedInto = asked % lookedIntoEvery === 0;
    const { status, headers, body } = await fetchOnce(agent, url, { question, isLookedInto });
    assert.equal(status, 200, `${url}${question.path}`);
    if (isLookedInto) verify(question, headers, body);
  }

  return { run, ask, close: () => agent.destroy() };
}

function fetchOnce(agent, url, { question: { kind, path, accept }, isLookedInto }) {
  const headers = { accept, "user-agent": userAgent };
  if (kind === "packument") headers["accept-encoding"] = "gzip";
  return new Promise((resolve, reject) => {
    const request = get(url + path, { agent, headers, timeout: 60_000 }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => isLookedInto && chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on("timeout", () => request.destroy(new Error(`no answer from ${url}${path}`)));
    request.on("error", reject);
  });
}

function verify({ kind, path, expected }, headers, body) {
  if (kind === "tarball") {
    const digest = createHash("sha512").update(body).digest("base64");
    assert.equal(`sha512-${digest}`, expected, `${path} has its integrity`);
    return;
  }
  const text = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const { name, versions } = JSON.parse(text);
  assert.equal(name, expected);
  assert.ok(Object.keys(versions).length > 0, `${path} has versions`);
}
