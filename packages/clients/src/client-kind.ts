/** The package managers whose settings are known; Yarn 1 and Yarn from 2 on share nothing but their command. */
export type ClientKind = "npm" | "pnpm" | "yarn-classic" | "yarn-berry" | "bun";

/** What a person types to start a client. */
export type ClientCommand = "npm" | "pnpm" | "yarn" | "bun";

/** A package manager in one version. */
export interface Client {
  readonly kind: ClientKind;
  /** As the client prints it: `11.19.1`. */
  readonly version: string;
  readonly major: number;
}

const versionForm = /^v?(\d{1,4})\.\d{1,6}\.[0-9A-Za-z.+-]{1,60}$/;

/** The client behind a command, by what it prints for `--version`; `undefined` when that is no version. */
export function tryParseClient(command: ClientCommand, printed: string): Client | undefined {
  // Notices may come first; the version is the last line.
  const last = printed.trim().slice(-200).split("\n").at(-1)?.trim() ?? "";
  const match = versionForm.exec(last);
  if (match === null) return undefined;
  const major = Number(match[1]);
  return { kind: kindOf(command, major), version: last.replace(/^v/, ""), major };
}

/** A client as a person calls it: `Yarn 1.22.22`. */
export function renderClient({ kind, version }: Client): string {
  const names = {
    npm: "npm",
    pnpm: "pnpm",
    "yarn-classic": "Yarn",
    "yarn-berry": "Yarn",
    bun: "Bun",
  } as const;
  return `${names[kind]} ${version}`;
}

/** The command that starts clients of a kind. */
export function commandOf(kind: ClientKind): ClientCommand {
  return kind === "yarn-classic" || kind === "yarn-berry" ? "yarn" : kind;
}

function kindOf(command: ClientCommand, major: number): ClientKind {
  if (command !== "yarn") return command;
  return major < 2 ? "yarn-classic" : "yarn-berry";
}
