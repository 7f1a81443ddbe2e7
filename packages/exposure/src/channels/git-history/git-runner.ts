/** One question to git. */
export interface GitRequest {
  /** The repository itself: a `.git` folder, the `.git` file of a working tree, or a bare repository. */
  readonly gitFolder: string;
  /** The command and its arguments, without what {@link gitSafeguards} adds. */
  readonly args: readonly string[];
  /** What it reads from its standard input; nothing without. */
  readonly input?: string;
}

/**
 * Starts git, without a shell, with {@link gitSafeguards}, and yields what it prints, in pieces. Throws
 * `EXPOSURE_GIT_FAILED` when it cannot be started, ends with an error, or prints more than `maxOutputBytes`.
 */
export interface GitRunner {
  run(request: GitRequest): AsyncIterable<Uint8Array>;
}

/** What git is started with, whatever it is asked. */
export interface GitSafeguards {
  /** Arguments before the command. */
  readonly args: readonly string[];
  /** Variables that replace all others whose names begin with `GIT_`. */
  readonly env: Readonly<Record<string, string>>;
  /** More than any question on a real repository makes it print; bytes. */
  readonly maxOutputBytes: number;
}

/**
 * Keeps a repository from having its own commands run, from reading other settings than its own, and from asking the
 * network: hooks, a file monitor, signature checks and pagers name programs; missing objects would be fetched.
 */
export function gitSafeguards(gitFolder: string, nullDevice: string): GitSafeguards {
  const settings = [
    `core.hooksPath=${nullDevice}`,
    "core.fsmonitor=false",
    "core.pager=cat",
    "log.showSignature=false",
    "log.mailmap=false",
    "diff.external=",
    "diff.ignoreSubmodules=all",
    "protocol.allow=never",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
  ];
  return {
    args: ["--no-pager", `--git-dir=${gitFolder}`, ...settings.flatMap((each) => ["-c", each])],
    env: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: nullDevice,
      GIT_ATTR_NOSYSTEM: "1",
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_NO_LAZY_FETCH: "1",
      // Security: older versions of git do not know the line above, and fetch missing objects by a protocol.
      GIT_ALLOW_PROTOCOL: "none",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_LITERAL_PATHSPECS: "0",
      LC_ALL: "C",
    },
    maxOutputBytes: 64_000_000_000,
  };
}
