import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** npm waits for ever where a server went away in the middle. */
const patienceMs = 300_000;
/** What npm is told, so that neither this machine's configuration nor a script of a package is measured. */
const settings = {
  audit: "false",
  fund: "false",
  "ignore-scripts": "true",
  "update-notifier": "false",
  progress: "false",
  loglevel: "error",
  "omit-lockfile-registry-resolved": "false",
  "replace-registry-host": "always",
};

/** Runs npm in a folder with its own cache, against one registry. Throws with what npm printed when it fails. */
export async function runNpm(args, { folder, cache, registry }) {
  const config = join(folder, "npmrc-of-bench");
  const wanted = { ...settings, registry, cache };
  await writeFile(
    config,
    Object.entries(wanted)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
  const fromEnvironment = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key));
  const env = {
    ...Object.fromEntries(fromEnvironment),
    npm_config_userconfig: config,
    npm_config_globalconfig: join(folder, "no-global-npmrc"),
  };
  await run("npm", args, { cwd: folder, env });
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patienceMs,
    });
    const endWithUs = () => child.kill("SIGKILL");
    process.once("exit", endWithUs);
    let printed = "";
    const keep = (text) => {
      if (printed.length < 20_000) printed += text;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("exit", endWithUs);
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${printed}`));
    });
  });
}
