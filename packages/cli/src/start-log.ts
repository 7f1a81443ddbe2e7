import { resolve } from "node:path";

import type { Logger } from "@lockkeeper/core";

import type { Environment } from "./environment.ts";
import type { LogFile } from "./log-file.ts";
import { createLogger } from "./logger.ts";
import { styleFor } from "./style.ts";

/** The flags about a server's log. */
export interface LogFlags {
  readonly isJson: boolean;
  readonly file: string | undefined;
  readonly rotateBytes: number | undefined;
  readonly keepCount: number | undefined;
}

/** Where a server's lines go. */
export interface ServerLog {
  readonly logger: Logger;
  readonly file: LogFile | undefined;
  /** What SIGHUP does; `undefined` where a terminal that closes ends the server. */
  readonly onHangUp: (() => void) | undefined;
}

const defaultRotateBytes = 20_000_000;
const defaultKeepCount = 10;

/** Opens the log of a server: a file, or standard error. Throws `CLI_BAD_LOG_FILE`. */
export async function openServerLog(flags: LogFlags, environment: Environment): Promise<ServerLog> {
  const { stdout, stderr, clock, cwd } = environment;
  const { isJson } = flags;
  if (flags.file === undefined) {
    const style = styleFor(stderr, environment, true);
    const logger = createLogger({ sink: stderr, clock, minimum: "info", isJson, style });
    const hasTerminal = stdout.isTerminal || stderr.isTerminal;
    return { logger, file: undefined, onHangUp: hasTerminal ? undefined : () => tellReopened(logger) };
  }
  // Late, since most servers log to standard error.
  const { openLogFile } = await import("./log-file.ts");
  const file = await openLogFile({
    path: resolve(cwd, flags.file),
    rotateBytes: flags.rotateBytes ?? defaultRotateBytes,
    keepCount: flags.keepCount ?? defaultKeepCount,
    clock,
    fallback: stderr,
  });
  const style = styleFor(file.sink, environment, false);
  const logger = createLogger({ sink: file.sink, clock, minimum: "info", isJson, style, hasTime: true });
  const onHangUp = (): void => {
    file.reopen();
    tellReopened(logger);
  };
  return { logger, file, onHangUp };
}

/** A service manager means "open your files again". */
function tellReopened(logger: Logger): void {
  logger.log("info", { code: "CLI_LOG_REOPENED", message: "Opened the log again, as SIGHUP asks" });
}
