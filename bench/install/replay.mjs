import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const client = fileURLToPath(new URL("replay-client.mjs", import.meta.url));

/** Sends the requests of an earlier install to its server once more, in its rhythm; answers the times of the answers. */
export async function replayInstall(server, answers, folder) {
  const first = Math.min(...answers.map(({ at }) => at));
  const questions = answers.map(({ at, path }) => ({ path, afterMs: at - first }));
  const file = join(folder, "questions.json");
  await writeFile(file, JSON.stringify({ url: server.url, questions }));
  return JSON.parse(await run(process.execPath, [client, file]));
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let failure = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      failure += text;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`The replay ended with ${code}: ${failure}`)),
    );
  });
}
