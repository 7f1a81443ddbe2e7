// In a fresh process: scans a folder several times as the command does, and prints how long each took as JSON, the first
// with everything that has to be loaded. Arguments: the folder, how often.
import { createProcessEnvironment } from "../../packages/cli/dist/environment.js";
import { runProgram } from "../../packages/cli/dist/program.js";

const [, , folder, times] = process.argv;
const environment = { ...createProcessEnvironment(), cwd: folder };
const took = [];
const cpu = [];
for (let round = 0; round < Number(times); round += 1) {
  const chunks = [];
  const stdout = { isTerminal: false, isClosed: false, write: async (text) => void chunks.push(text) };
  const started = performance.now();
  const before = process.cpuUsage();
  const code = await runProgram(["scan", folder, "--json"], { ...environment, stdout });
  took.push(performance.now() - started);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1000);
  if (code > 1) throw new Error(`The scan ended with ${code}: ${chunks.join("").slice(0, 500)}`);
}
console.log(JSON.stringify({ took, cpu, residentBytes: process.resourceUsage().maxRSS * 1024 }));
