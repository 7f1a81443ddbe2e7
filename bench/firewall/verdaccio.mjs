import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startChild } from "./child.mjs";

const installed = fileURLToPath(new URL("../.peers/verdaccio/", import.meta.url));

/** Installs Verdaccio as its lockfile says, without install scripts, unless it is there. */
export function installVerdaccio() {
  const wanted = readFileSync(join(installed, "package-lock.json"), "utf8");
  const stamp = join(installed, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", args, { cwd: installed, stdio: "inherit" });
  if (status !== 0) throw new Error(`Cannot install Verdaccio in ${installed}`, { cause: error });
  writeFileSync(stamp, wanted);
}

/** The installed version. */
export function verdaccioVersion() {
  return JSON.parse(readFileSync(join(installed, "node_modules", "verdaccio", "package.json"), "utf8"))
    .version;
}

/** Starts Verdaccio on an empty folder, with its age filter at the same three days as Lockkeeper's default. `nodeArgs` are for watching it. */
export async function startVerdaccio({ folder, origin, nodeArgs = [], env = {} }) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, "config.yaml");
  writeFileSync(config, configOf(folder, origin));
  const bin = join(installed, "node_modules", "verdaccio", "bin", "verdaccio");
  return await startChild(
    process.execPath,
    [...nodeArgs, bin, "--config", config, "--listen", `http://127.0.0.1:${port}`],
    {
      cwd: folder,
      env: { NODE_ENV: "production", ...env },
      readUrl: (line) =>
        line.includes(`127.0.0.1:${port}`) ? { url: `http://127.0.0.1:${port}` } : undefined,
    },
  );
}

/** Verdaccio says where it listens at level `warn` only once, so that is the level; nothing is logged per request. */
function configOf(folder, origin) {
  return `storage: ${JSON.stringify(join(folder, "storage"))}
web:
  enable: false
uplinks:
  origin:
    url: ${origin}/
packages:
  "**":
    access: $all
    proxy: origin
filters:
  "@verdaccio/package-filter":
    minAgeDays: 3
server:
  keepAliveTimeout: 60
log:
  type: stdout
  format: json
  level: warn
`;
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
