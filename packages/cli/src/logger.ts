import { redact, renderInstant } from "@lockkeeper/core";
import type { Clock, Logger, LogLevel, LogLine } from "@lockkeeper/core";

import { renderJsonLine, showForeign } from "./foreign-text.ts";
import type { Style } from "./style.ts";
import type { TextSink } from "./text-sink.ts";

/** How a logger writes. */
export interface LoggerOptions {
  readonly sink: TextSink;
  readonly clock: Clock;
  readonly minimum: LogLevel;
  readonly isJson: boolean;
  readonly style: Style;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Creates a logger for standard error: text for people, or one JSON object per line. */
export function createLogger({ sink, clock, minimum, isJson, style }: LoggerOptions): Logger {
  return {
    log: (level, line) => {
      if (levels.indexOf(level) < levels.indexOf(minimum)) return;
      const at = renderInstant(clock.now());
      // Sinks never reject; a log line is not waited for.
      void sink.write(isJson ? renderJsonLog(at, level, line) : renderTextLog(level, line, style));
    },
  };
}

function renderTextLog(level: LogLevel, { code, message }: LogLine, style: Style): string {
  const word =
    level === "error" ? style.red(level) : level === "warn" ? style.yellow(level) : style.dim(level);
  return `${word} ${code}: ${showForeign(message, 1000)}\n`;
}

function renderJsonLog(at: string, level: LogLevel, { code, message, fields }: LogLine): string {
  return renderJsonLine({
    at,
    level,
    code,
    message: redact(message),
    ...(fields === undefined ? {} : { fields }),
  });
}
