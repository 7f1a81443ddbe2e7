// Loaded into a server with --import: a first SIGUSR2 begins a CPU profile, a second one ends it and writes the file.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";

const folder = process.env.BENCH_PROFILE_FOLDER;
const intervalMicros = 500;
let session;

if (isMainThread && folder !== undefined)
  process.on("SIGUSR2", () => void (session === undefined ? begin() : end()));

async function begin() {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: intervalMicros });
  await session.post("Profiler.start");
}

async function end() {
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  session = undefined;
  writeFileSync(join(folder, "window.cpuprofile"), JSON.stringify(profile));
}
