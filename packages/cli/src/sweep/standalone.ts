import { hostname, homedir } from "node:os";
import { parseArgs } from "node:util";

import { renderJsonLine, toErrorRecord, tryParseDuration } from "@lockkeeper/core";
import { catalogue } from "@lockkeeper/intel";
import { toSweepRecord } from "@lockkeeper/sweep";

import type { StopSignal } from "../environment.ts";
import { exitCodeOf, worseExitCode } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { createStyle } from "../style.ts";
import { createTextSink } from "../text-sink.ts";
import { createSweepView } from "../views/sweep.ts";
import { askSystem } from "./ask-system.ts";
import { readSealingKey } from "./sealing-key.ts";
import { exitCodeOfSweep } from "./sweep-exit-code.ts";
import type { SweepCommandInput } from "./sweep-input.ts";
import { createPassingKey, runSweep } from "./sweep-session.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";

const usage = `Usage: node lockkeeper-sweep.mjs [options] [folder...]

Looks on this machine for what campaigns leave, and for what gives an attack away. Changes nothing.

  --campaign <id>     look for this campaign alone (repeatable)
  --root <folder>     look at the disk of another machine that is mounted here
  --network           walk file systems of other machines too
  --output <file>     write the sealed result there
  --resume            go on with the interrupted sweep of --output
  --send <url>        hand the sealed result to a Lockkeeper server (token: LOCKKEEPER_TOKEN)
  --key <file>        Ed25519 key in PEM form that seals (default: one for this result alone)
  --watch             go on and tell what appears, until stopped
  --every <duration>  with --watch: between two light looks (default: 30s)
  --json              one JSON object per line instead of text
  --help              show this help

Exit codes: 0 nothing found, 1 something found, 2 usage, 3 interrupted or something could not be read.
`;
const defaultLightMs = 30_000;
const leastLightMs = 1000;
const signals: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The sweep as one file that runs with Node alone: answers the exit code. Never throws. */
export async function runStandalone(argv: readonly string[], version: string): Promise<ExitCode> {
  const stdout = createTextSink(process.stdout);
  const stderr = createTextSink(process.stderr);
  let code: ExitCode = 0;
  try {
    const { input, isJson, wantsHelp } = readArguments(argv);
    if (wantsHelp) {
      await stdout.write(usage);
      return 0;
    }
    const view = createSweepView(input.isWatching);
    const style = createStyle(stdout.isTerminal && process.env["NO_COLOR"] === undefined);
    for await (const item of runSweep(input, surroundingsOf(input, version))) {
      code = worseExitCode(code, exitCodeOfSweep(item));
      const context = { style, now: Date.now(), isFirst: false, width: stdout.columns ?? 100 };
      const record = item.kind === "line" ? toSweepRecord(item.line) : { schema: 1, ...item };
      await stdout.write(isJson ? renderJsonLine(record) : view(item, context));
    }
  } catch (error) {
    const { code: name, message, hint } = toErrorRecord(error);
    await stderr.write(`error ${name}: ${message}\n${hint === null ? "" : `hint: ${hint}\n`}`);
    code = worseExitCode(code, isUsage(error) ? 2 : exitCodeOf(error));
  }
  return code;
}

/** What Node's own reader of arguments refuses. */
function isUsage(error: unknown): boolean {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

interface ReadArguments {
  readonly input: SweepCommandInput;
  readonly isJson: boolean;
  readonly wantsHelp: boolean;
}

function readArguments(argv: readonly string[]): ReadArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      campaign: { type: "string", multiple: true },
      root: { type: "string" },
      network: { type: "boolean" },
      output: { type: "string" },
      resume: { type: "boolean" },
      send: { type: "string" },
      key: { type: "string" },
      watch: { type: "boolean" },
      every: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const every = tryParseDuration(values.every ?? "");
  const input = {
    folders: positionals,
    campaigns: values.campaign ?? [],
    root: values.root,
    followsNetwork: values.network === true,
    output: values.output,
    isResumed: values.resume === true,
    isWatching: values.watch === true,
    lightMs: every === undefined ? defaultLightMs : Math.max(every, leastLightMs),
    send: values.send,
    key: values.key,
    data: undefined,
  };
  return { input, isJson: values.json === true, wantsHelp: values.help === true };
}

function surroundingsOf({ key }: SweepCommandInput, version: string): SweepSurroundings {
  const { env, platform } = process;
  const cwd = process.cwd();
  return {
    env,
    platform,
    cwd,
    version,
    clock: { now: () => Date.now() },
    homeFolder: homedir(),
    hostName: hostname(),
    stderr: createTextSink(process.stderr),
    isAdministrator: process.getuid?.() === 0,
    proc: "/proc",
    ownPid: process.pid,
    lifecycle: {
      isParentGone: () => false,
      exit: (code) => process.exit(code),
      onSignal: (listener) => {
        for (const signal of signals) process.on(signal, listener);
        return () => {
          for (const signal of signals) process.off(signal, listener);
        };
      },
    },
    ask: (command) => askSystem(command, { env, cwd }),
    campaigns: () => Promise.resolve(catalogue),
    sealingKey: () => (key === undefined ? createPassingKey() : readSealingKey(key)),
  };
}
