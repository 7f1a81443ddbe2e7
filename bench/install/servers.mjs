import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startChild } from "../firewall/child.mjs";
import { startLockkeeper } from "../firewall/lockkeeper.mjs";
import { startVerdaccio } from "../firewall/verdaccio.mjs";

const originScript = fileURLToPath(new URL("origin.mjs", import.meta.url));
const answerTimes = new URL("answer-times.mjs", import.meta.url).href;
const starters = { lockkeeper: startLockkeeper, verdaccio: startVerdaccio };

/** Starts the registry that serves the copy, each answer after a delay. */
export async function startCopyOrigin({ copy, delayMs }) {
  const child = await startChild(process.execPath, [originScript, copy, String(delayMs)], {
    readUrl: (line) => (line.startsWith("{") ? JSON.parse(line) : undefined),
  });
  return { name: "direct", ...child, readSent: () => readJson(`${child.url}/-/bench/sent`) };
}

/** Starts a server on an empty folder, with a note taken of each of its answers. */
export async function startNoted(name, { folder, origin }) {
  const file = join(folder, `${name}-answers.txt`);
  if (name === "lockkeeper") await leaveInspectionOut(join(folder, name));
  const child = await starters[name]({
    folder: join(folder, name),
    origin: origin.url,
    nodeArgs: ["--import", answerTimes],
    env: { BENCH_ANSWER_TIMES: file },
  });
  return { name, ...child, readAnswers: (since) => readAnswers(file, since) };
}

/** What inspection adds is measured by its own benchmark; here it would read packages long after they were served. */
export async function leaveInspectionOut(data) {
  await mkdir(data, { recursive: true });
  await writeFile(join(data, "policy.yaml"), "version: 1\npreset: balanced\ninspect: { effect: off }\n", {
    mode: 0o600,
  });
}

/** The answers to requests that came in since an instant, in milliseconds since the epoch. */
async function readAnswers(file, since) {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines
    .slice(0, -1)
    .map((line) => {
      const [at, tookMs, bytes, status, path] = line.split(" ");
      return { at: Number(at), tookMs: Number(tookMs), bytes: Number(bytes), status: Number(status), path };
    })
    .filter(({ at }) => at >= since);
}

async function readJson(url) {
  const response = await fetch(url);
  return await response.json();
}
