import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const startMs = 30_000;
const stopMs = 15_000;

/**
 * Starts a server as a child and waits until `readUrl` finds its URL in a line of its output. Its end, or no URL in
 * time, is an error that carries what it printed.
 */
export async function startChild(command, args, { readUrl, env = {}, cwd }) {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    cwd,
    env: { ...process.env, ...env },
  });
  // Verdaccio would outlive us.
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  const printed = [];
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no URL within ${startMs} ms`)), startMs);
    const read = (line) => {
      if (printed.length < 200) printed.push(line);
      const found = readUrl(line);
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", read);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
  try {
    return { ...(await ready), pid: child.pid, printed, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw new Error(`Cannot start ${command} ${args.join(" ")}: ${error.message}\n${printed.join("\n")}`, {
      cause: error,
    });
  }
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}
