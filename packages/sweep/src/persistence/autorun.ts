import type { SweepTime } from "../report.ts";

/** Where something that starts by itself is written down. */
export type AutorunSource =
  | "cron"
  | "systemd"
  | "systemd-user"
  | "launch-agent"
  | "run-key"
  | "scheduled-task"
  | "shell-profile"
  | "desktop-autostart"
  | "git-hook"
  | "git-configuration"
  | "agent-hook"
  | "editor-task"
  | "mcp-server";

/** Something that starts by itself. Texts are foreign. */
export interface Autorun {
  readonly source: AutorunSource;
  /** The file, or the key of the registry. */
  readonly place: string;
  /** The unit, label, value, task or event. */
  readonly name: string;
  readonly command: string;
  readonly at: SweepTime | undefined;
}

/** What a parser finds in one text. */
export type AutorunEntry = Pick<Autorun, "name" | "command">;
