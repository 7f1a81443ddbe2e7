import { emptyFlow, flowFrom, hasFlag, named, operandsOf, startProcess } from "./shell-call.ts";
import type { ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";

function npm(call: ShellCall): ShellFlow {
  const operands = operandsOf(call);
  const [command, target] = operands;
  switch (command?.text ?? "") {
    case "publish":
      call.effect({
        kind: "publish",
        api: `${call.program} publish`,
        argument: call.command,
        options: call.options,
      });
      return flowFrom("process");
    case "run":
    case "run-script":
    case "start":
    case "test": {
      const name = command?.text.startsWith("run") === true ? target : command;
      if (name !== undefined) call.recorder.reference(call.frame, `scripts.${name.text}`, name.offset);
      return flowFrom("process");
    }
    case "i":
    case "install":
    case "add":
    case "ci":
    case "global":
    case "isntall":
      return installPackages(call);
    case "exec":
    case "dlx":
    case "x":
      return command?.text === "exec" ? startProcess(call) : installPackages(call);
    default:
      return npmOther(call, command?.text);
  }
}

const credentialCommands = /^\S+ (?:token|whoami|config (?:get|ls|list))\b/;
const ownerCommands = new Set(["owner", "access", "deprecate", "unpublish", "dist-tag"]);

function npmOther(call: ShellCall, command: string | undefined): ShellFlow {
  if (command === undefined) return call.program === "yarn" ? installPackages(call) : emptyFlow;
  if (credentialCommands.test(call.command)) {
    call.effect({ kind: "read-file", api: `${call.program} ${command}`, argument: ".npmrc" });
    return flowFrom("credential-file");
  }
  if (ownerCommands.has(command)) {
    call.effect({ kind: "publish", api: `${call.program} ${command}`, argument: call.command });
    return emptyFlow;
  }
  if (call.program === "npm" || !/^[\w:-]+$/.test(command)) return startProcess(call);
  call.recorder.reference(call.frame, `scripts.${command}`, call.offset);
  return flowFrom("process");
}

function installPackages(call: ShellCall): ShellFlow {
  const options =
    hasFlag(call, "-g", "--global") || /\bglobal\b/.test(call.command)
      ? [...call.options, "global"]
      : call.options;
  call.effect({ kind: "install-packages", api: call.program, argument: call.command, options });
  return flowFrom("process");
}

function packageRunner(call: ShellCall): ShellFlow {
  const fetches = call.program === "bunx" || hasFlag(call, "-y", "--yes", "-p", "--package");
  // What it starts may be an interpreter with a file of the package.
  const at = call.arguments.findIndex(({ text }) => !text.startsWith("-"));
  if (at !== -1 && runners.test(call.arguments[at]?.text ?? "")) call.runRest(at);
  return fetches ? installPackages(call) : startProcess(call);
}

const runners = /^(?:tsx|ts-node|babel-node|esno|jiti|node)(?:@[\w.-]+)?$/;

function systemInstaller(call: ShellCall): ShellFlow {
  return /\b(?:install|add|get|-S\w*|-i)\b/.test(call.command) ? installPackages(call) : startProcess(call);
}

/** Programs that install, run or publish packages. */
export const packagePrograms: ReadonlyMap<string, ShellProgram> = new Map([
  ...named(["npm", "pnpm", "yarn", "cnpm", "npm.cmd"], npm),
  ...named(["npx", "bunx", "pnpx"], packageRunner),
  ...named(
    [
      "pip",
      "pip3",
      "apt",
      "apt-get",
      "yum",
      "dnf",
      "apk",
      "pacman",
      "brew",
      "gem",
      "cargo",
      "go",
      "choco",
      "winget",
      "snap",
      "uv",
      "pipx",
    ],
    systemInstaller,
  ),
]);
