/** How grave a log line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** A coded log line: `code` is stable, `message` is for people, `fields` never hold a secret. */
export interface LogLine {
  readonly code: string;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where log lines go. */
export interface Logger {
  log(level: LogLevel, line: LogLine): void;
}

/** A logger that keeps nothing. */
export const silentLogger: Logger = { log: () => undefined };
