import { findGypCommands } from "@lockkeeper/code/scripts";

import { runBatch } from "../batch/run-batch.ts";
import { failed, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

const commandMaxCount = 20;

/** What builds native code by a description, and runs commands in order to read it. */
export const gypPrograms: Readonly<Record<string, Program>> = { "node-gyp": runGyp };

/** Reading a description runs the commands in it, and building runs those of its actions; nothing is compiled. */
function runGyp(call: ProgramCall): CommandResult {
  const verb = call.arguments.find((word) => !word.startsWith("-")) ?? "";
  if (!/^(?:rebuild|configure|build|)$/.test(verb)) return said("");
  const text = textAt(call, "binding.gyp");
  if (text === undefined) return failed("gyp: binding.gyp not found\n");
  for (const { command } of findGypCommands(text).slice(0, commandMaxCount)) {
    if (call.scene.budget.left <= 0) break;
    runOne({ ...call, depth: call.depth + 1 }, command);
  }
  return said("gyp info it worked if it ends with ok\ngyp info ok\n");
}

function runOne(call: ProgramCall, command: string): CommandResult {
  return call.scene.process.world.platform === "win32"
    ? runBatch(call, command)
    : call.scene.shell(call, command);
}
