// Runs inside a network namespace that has only loopback: default hosts lead to a trap here, and the one way out is a
// socket file behind which the registry stands. Reads the jobs from a file and prints one JSON line per job.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";

const { socketPath, upstreamPort, jobs } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const trapped = [];

await Promise.all(
  [443, 80].map((port) =>
    listen(port, (socket) => {
      trapped.push(port);
      socket.destroy();
    }),
  ),
);
await listen(upstreamPort, (socket) => {
  const way = connect(socketPath);
  socket.pipe(way).pipe(socket);
  socket.on("error", () => way.destroy());
  way.on("error", () => socket.destroy());
});

for (const job of jobs) {
  for (const path of job.removes) rmSync(path, { recursive: true, force: true });
  trapped.length = 0;
  const { exitCode, output } = await run(job);
  process.stdout.write(`${JSON.stringify({ name: job.name, exitCode, output, trapped: trapped.length })}\n`);
}
process.exit(0);

function listen(port, answer) {
  return new Promise((resolve, reject) => {
    createServer(answer).on("error", reject).listen(port, "127.0.0.1", resolve);
  });
}

function run({ program, args, cwd, env, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    child.stdout.on("data", (chunk) => void (output += chunk));
    child.stderr.on("data", (chunk) => void (output += chunk));
    const { pid } = child;
    // A program that could not be started has no process, and its error is on its way.
    const killGroup = () => void (pid !== undefined && process.kill(-pid, "SIGKILL"));
    const timer = setTimeout(killGroup, timeoutMs);
    child.on("error", (error) => resolve({ exitCode: -1, output: String(error) }));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? -1, output });
    });
  });
}
