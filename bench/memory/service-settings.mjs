import { readFile } from "node:fs/promises";

const unit = new URL("../../deploy/lockkeeper.service", import.meta.url);

/** The memory settings with which the systemd unit starts the server: flags for Node, and variables. */
export async function readServiceSettings() {
  const lines = (await readFile(unit, "utf8")).split("\n");
  const start = lines.find((line) => line.startsWith("ExecStart=")) ?? "";
  const variables = lines
    .filter((line) => line.startsWith("Environment="))
    .flatMap((line) => line.slice("Environment=".length).split(" "))
    .map((text) => text.split("=", 2));
  const nodeArgs = start
    .split(" ")
    .slice(1)
    .filter((_word, at, words) => isBeforeScript(words, at));
  if (nodeArgs.length === 0 || variables.length === 0) throw new Error("The unit states no memory settings");
  return { nodeArgs, env: Object.fromEntries(variables) };
}

function isBeforeScript(words, at) {
  return at < words.findIndex((word) => word.endsWith(".js"));
}
