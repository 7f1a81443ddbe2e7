import { gateVariables, isPersistencePath, isSecretVariable } from "../sensitive.ts";

import {
  emptyFlow,
  flowFrom,
  hasFlag,
  named,
  operandsOf,
  sourcesOfCall,
  startProcess,
} from "./shell-call.ts";
import type { ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";

/** Runs the rest as a command: `sudo x`, `env A=b x`, `timeout 5 x`. */
function wrapper(call: ShellCall): ShellFlow {
  const from = call.arguments.findIndex(
    ({ text }) => !text.startsWith("-") && !/^\d+[smh]?$/.test(text) && !/^[A-Za-z_]\w*=/.test(text),
  );
  return from === -1 ? emptyFlow : call.runRest(from);
}

function detacher(call: ShellCall): ShellFlow {
  const from = call.arguments.findIndex(({ text }) => !text.startsWith("-"));
  return from === -1 ? emptyFlow : call.runRest(from, ["detached"]);
}

function environment(call: ShellCall): ShellFlow {
  const first = operandsOf(call).find(({ text }) => !text.includes("="));
  switch (call.program) {
    case "env":
      if (first !== undefined) return wrapper(call);
      return call.arguments.length > 0 ? emptyFlow : wholeEnvironment(call);
    case "printenv":
      return first === undefined ? wholeEnvironment(call) : readVariable(call, first.text);
    case "export":
      return call.arguments.length === 0 || hasFlag(call, "-p") ? wholeEnvironment(call) : emptyFlow;
    default:
      return call.arguments.length === 0 ? wholeEnvironment(call) : emptyFlow;
  }
}

function wholeEnvironment(call: ShellCall): ShellFlow {
  call.effect({ kind: "read-all-environment", api: call.program });
  return flowFrom("environment");
}

function readVariable(call: ShellCall, name: string): ShellFlow {
  call.effect({ kind: "read-environment", api: call.program, argument: name });
  return isSecretVariable(name) ? flowFrom("environment") : emptyFlow;
}

function hostFacts(call: ShellCall): ShellFlow {
  call.effect({ kind: "host-facts", api: call.program, argument: call.command });
  return flowFrom("host-facts");
}

function test(call: ShellCall): ShellFlow {
  for (const { text } of call.arguments) {
    const name = /\$\{(\w+)\}/.exec(text)?.[1];
    if (name !== undefined && gateVariables.has(name)) {
      call.effect({ kind: "gate", api: "test", argument: call.command });
    }
  }
  return emptyFlow;
}

function clipboard(call: ShellCall): ShellFlow {
  call.effect({ kind: "clipboard", api: call.program, argument: call.command });
  return flowFrom("clipboard");
}

function keychain(call: ShellCall): ShellFlow {
  if (!/find-|dump-|export/.test(call.command)) return startProcess(call);
  call.effect({ kind: "read-file", api: "security", argument: `keychain: ${call.command}` });
  return flowFrom("credential-file");
}

/** Things that start by themselves: services, timers, login items. */
function persist(call: ShellCall): ShellFlow {
  const isReading = /^(?:\S+\s+)(?:--user\s+)?(?:-l|list|status|is-active|show|print|query)\b/.test(
    call.command,
  );
  const kind = isReading ? "process" : "persist";
  call.effect({ kind, api: call.program, argument: call.command, sources: sourcesOfCall(call) });
  return flowFrom("process");
}

/** xargs: what is piped in becomes arguments. */
function fromInput(call: ShellCall): ShellFlow {
  const from = call.arguments.findIndex(({ text }) => !text.startsWith("-") && !/^\d+$|^\{\}$/.test(text));
  return from === -1 ? call.input : call.runRest(from);
}

function schedule(call: ShellCall): ShellFlow {
  call.effect({ kind: "silence", api: call.program, argument: call.command, options: ["delay"] });
  return emptyFlow;
}

function nothing(): ShellFlow {
  return emptyFlow;
}

function alias(call: ShellCall): ShellFlow {
  const target = call.arguments.find(({ text }) => isPersistencePath(text));
  if (target !== undefined) call.effect({ kind: "persist", api: call.program, argument: target.text });
  return emptyFlow;
}

/** Programs that concern the host, other programs, or package managers, and the shell's own commands. */
export const systemPrograms: ReadonlyMap<string, ShellProgram> = new Map([
  ...named(
    [
      "sudo",
      "doas",
      "command",
      "exec",
      "builtin",
      "time",
      "nice",
      "ionice",
      "timeout",
      "stdbuf",
      "cross-env",
      "cross-env-shell",
      "dotenv",
      "busybox",
      "is-ci",
      "run-if-changed",
    ],
    wrapper,
  ),
  ...named(["nohup", "setsid", "disown", "start", "daemonize"], detacher),
  ...named(["env", "printenv", "set", "export", "declare"], environment),
  ...named(
    [
      "hostname",
      "whoami",
      "id",
      "uname",
      "ifconfig",
      "ip",
      "ipconfig",
      "systeminfo",
      "sw_vers",
      "lsb_release",
      "groups",
      "w",
      "who",
      "ps",
      "tasklist",
      "arch",
      "nproc",
      "pwd",
      "netstat",
      "hostnamectl",
    ],
    hostFacts,
  ),
  ...named(["test", "[", "[["], test),
  ...named(["pbpaste", "pbcopy", "xclip", "xsel", "wl-paste", "clip"], clipboard),
  ["security", keychain],
  ...named(
    ["systemctl", "crontab", "launchctl", "at", "schtasks", "update-rc.d", "loginctl", "chkconfig"],
    persist,
  ),
  ["xargs", fromInput],
  ["parallel", fromInput],
  ["sleep", schedule],
  ["alias", alias],
  ...named(
    [
      "true",
      "false",
      ":",
      "exit",
      "cd",
      "pushd",
      "popd",
      "return",
      "shift",
      "local",
      "readonly",
      "unset",
      "trap",
      "wait",
      "mkdir",
      "touch",
      "read",
      "break",
      "continue",
      "umask",
      "ulimit",
      "shopt",
      "date",
      "seq",
      "expr",
      "let",
      "which",
      "type",
      "hash",
      "stty",
      "clear",
      "tput",
      "in",
      "case",
      "for",
      "function",
      "select",
      "mktemp",
      "rem",
      "@echo",
      "setlocal",
      "endlocal",
      "pause",
      "goto",
      "call",
      "yes",
      "realpath",
      "readlink",
      "stat",
      "diff",
      "cmp",
    ],
    nothing,
  ),
]);
