import { fileURLToPath } from "node:url";

import { startChild } from "./child.mjs";

const bin = fileURLToPath(new URL("../../packages/cli/bin/lockkeeper.js", import.meta.url));

/**
 * Starts Lockkeeper as a user does, on an empty data folder, with its default policy. `nodeArgs` are for watching it, and
 * `more` are flags of its own.
 */
export async function startLockkeeper({ folder, origin, nodeArgs = [], more = [], env = {} }) {
  const args = [
    ...nodeArgs,
    bin,
    "start",
    "--port",
    "0",
    "--data",
    folder,
    "--upstream",
    `${origin}/`,
    ...more,
  ];
  return await startChild(process.execPath, args, {
    env: { NODE_ENV: "production", NO_COLOR: "1", ...env },
    readUrl: (line) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      return url === undefined || url.startsWith(origin) ? undefined : { url };
    },
  });
}
