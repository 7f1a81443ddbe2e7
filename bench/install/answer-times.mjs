// Loaded into a server with --import: notes of each request when it was read, how long until the last byte of its answer
// was given to the system, and the bytes of that answer. The same for every server, and nothing of it in their code.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

const file = process.env.BENCH_ANSWER_TIMES;
const writeEveryMs = 200;
const started = new WeakMap();
const writtenBefore = new WeakMap();
let lines = [];

// A server's worker threads load this too; they answer nothing.
if (file !== undefined && threadId === 0) {
  subscribe("http.server.request.start", ({ request }) => started.set(request, performance.now()));
  subscribe("http.server.response.finish", ({ request, response, socket }) =>
    note(request, response, socket),
  );
  setInterval(writeOut, writeEveryMs).unref();
  process.on("exit", writeOut);
}

function note(request, response, socket) {
  const from = started.get(request);
  if (from === undefined) return;
  const written = socket.bytesWritten;
  const bytes = written - (writtenBefore.get(socket) ?? 0);
  writtenBefore.set(socket, written);
  const tookMs = performance.now() - from;
  lines.push(
    `${(performance.timeOrigin + from).toFixed(3)} ${tookMs.toFixed(3)} ${bytes} ${response.statusCode} ${request.url}\n`,
  );
}

function writeOut() {
  if (lines.length === 0) return;
  appendFileSync(file, lines.join(""));
  lines = [];
}
