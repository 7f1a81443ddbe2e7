/** Whether something installs packages: by a command that says so, perhaps by one that starts others, or not. */
export type InstallCertainty = "installs" | "may-install" | "does-not";

const installWords: ReadonlySet<string> = new Set([
  "i",
  "in",
  "ins",
  "install",
  "add",
  "ci",
  "clean-install",
  "install-clean",
  "install-test",
  "it",
  "cit",
  "install-ci-test",
  "update",
  "up",
  "upgrade",
  "exec",
  "dlx",
  "x",
  "create",
  "init",
  "fetch",
  "rebuild",
  "audit",
  "dedupe",
  "import",
  "link",
]);
const clients: ReadonlySet<string> = new Set([
  "npm",
  "pnpm",
  "yarn",
  "bun",
  "corepack",
  "rush",
  "lerna",
  "ni",
  "nci",
]);
const runners: ReadonlySet<string> = new Set(["npx", "pnpx", "bunx", "nlx"]);
/** What starts other commands, which a definition does not show. */
const starters: ReadonlySet<string> = new Set([
  "make",
  "just",
  "task",
  "bash",
  "sh",
  "zsh",
  "pwsh",
  "powershell",
  "node",
  "docker",
  "docker-compose",
  "podman",
  "nix",
  "bazel",
  "gradle",
  "gradlew",
  "mvn",
  "ant",
  "tox",
  "python",
  "python3",
  "ruby",
  "rake",
  "nx",
  "turbo",
  "earthly",
  "dagger",
  "amplify",
  "serverless",
  "sls",
  "cdk",
]);
/** Words before a command that are not the command. */
const prefixes: ReadonlySet<string> = new Set([
  "sudo",
  "time",
  "env",
  "exec",
  "command",
  "nohup",
  "nice",
  "then",
  "do",
  "else",
  "if",
  "while",
  "!",
  "&&",
]);

const maxLines = 5000;
const maxWords = 40;

/** Says whether lines of a shell install packages. A shell is not parsed: what looks like it counts. */
export function installCertaintyOf(script: string): InstallCertainty {
  let found: InstallCertainty = "does-not";
  for (const line of script.split("\n", maxLines)) {
    for (const command of line.split(/[;&|(){}`]+/, maxWords)) {
      const certainty = certaintyOfCommand(command);
      if (certainty === "installs") return "installs";
      if (certainty === "may-install") found = "may-install";
    }
  }
  return found;
}

function certaintyOfCommand(text: string): InstallCertainty {
  const words = text
    .trim()
    .split(/\s+/, maxWords)
    .filter((word) => word !== "" && word !== "$");
  const start = words.findIndex((word) => !prefixes.has(word) && !/^[A-Za-z_]\w*=/.test(word));
  const command = words[start];
  if (command === undefined || command.startsWith("#") || command === "echo") return "does-not";
  const name = nameOf(command);
  if (runners.has(name)) return "installs";
  if (clients.has(name)) return certaintyOfClient(name, words.slice(start + 1));
  return starters.has(name) || /^\.{1,2}[/\\]|\.(?:sh|mjs|cjs|js|ts|ps1|py|cmd|bat)$/.test(command)
    ? "may-install"
    : "does-not";
}

function certaintyOfClient(client: string, words: readonly string[]): InstallCertainty {
  const verb = words.find((word) => !word.startsWith("-"));
  // `yarn` alone installs; so do `ni` and `nci`.
  if (verb === undefined)
    return client === "yarn" || client === "ni" || client === "nci" ? "installs" : "does-not";
  if (installWords.has(verb)) return "installs";
  // Scripts of the project, which may install in their turn.
  return "may-install";
}

function nameOf(command: string): string {
  const name = command.split(/[\\/]/).at(-1) ?? command;
  return name.replace(/\.(?:cmd|exe)$/i, "").toLowerCase();
}

/** The likelier of two. */
export function likelierInstall(left: InstallCertainty, right: InstallCertainty): InstallCertainty {
  if (left === "installs" || right === "installs") return "installs";
  return left === "may-install" || right === "may-install" ? "may-install" : "does-not";
}
