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
  /** Whether lines of text begin with their time, as a file needs it; terminals and the journal do without. */
  readonly hasTime?: boolean;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Creates a logger for standard error: text for people, or one JSON object per line. */
export function createLogger({
  sink,
  clock,
  minimum,
  isJson,
  style,
  hasTime = false,
}: LoggerOptions): Logger {
  return {
    log: (level, line) => {
      if (levels.indexOf(level) < levels.indexOf(minimum)) return;
      const at = renderInstant(clock.now());
      // Sinks never reject; a log line is not waited for.
      const text = isJson ? renderJsonLog(at, level, line) : renderTextLog(level, line, style);
      void sink.write(hasTime && !isJson ? `${at} ${text}` : text);
    },
  };
}

function renderTextLog(level: LogLevel, { code, message }: LogLine, style: Style): string {
  const word =
    level === "error" ? style.red(level) : level === "warn" ? style.yellow(level) : style.dim(level);
  return `${word} ${code}: ${showForeign(message, 1000)}\n`;
}

/** Fields come from errors, which quote what the world sent. */
const lineMaxCharacters = 16_000;

function renderJsonLog(at: string, level: LogLevel, { code, message, fields }: LogLine): string {
  const line = { at, level, code, message: redact(message) };
  if (fields === undefined) return renderJsonLine(line);
  const text = renderJsonLine({ ...line, fields: redactFields(fields) });
  return text.length <= lineMaxCharacters
    ? text
    : renderJsonLine({ ...line, fields: { leftOut: text.length } });
}

/** Texts at any depth lose what must not be logged. */
function redactFields(fields: NonNullable<LogLine["fields"]>): unknown {
  const replace = (_key: string, value: unknown): unknown =>
    typeof value === "string" ? redact(value) : value;
  return JSON.parse(JSON.stringify(fields, replace));
}
