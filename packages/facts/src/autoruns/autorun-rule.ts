import type { AutorunFile } from "../package-facts.ts";

/** What makes something of a file run, and what. */
export interface Autorun {
  readonly when: AutorunFile["when"];
  /** `undefined` where the tool obeys the file without a command in it. */
  readonly command?: string | undefined;
}

/** Files that a tool reads by itself in the folder that is opened. */
export interface AutorunRule {
  readonly tool: string;
  readonly path: RegExp;
  /** What the text makes run; nothing when it only sets the table. */
  readonly read: (text: string) => readonly Autorun[];
}
