import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Times `npm audit` of a folder against a stub that knows of nothing, which is the least work that npm can have. */
export async function timeNpmAudit(folder, home) {
  await mkdir(home, { recursive: true });
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end("{}");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const registry = `http://127.0.0.1:${server.address().port}/`;
    const started = performance.now();
    const { code, output } = await runNpm(
      ["audit", "--json", "--package-lock-only", "--registry", registry],
      folder,
      home,
    );
    if (code !== 0) throw new Error(`npm audit ended with ${code}: ${output.slice(0, 500)}`);
    return performance.now() - started;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function runNpm(args, cwd, home) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    npm_config_cache: join(home, "cache"),
    npm_config_userconfig: join(home, "npmrc"),
    npm_config_update_notifier: "false",
  };
  return new Promise((resolve, reject) => {
    const child = spawn("npm", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
