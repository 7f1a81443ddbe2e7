import type { Environment } from "./environment.ts";
import type { TextSink } from "./text-sink.ts";

/** How a view marks what matters; plain text where there is no terminal. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

/** Creates a style with or without ANSI colours (ECMA-48 SGR). */
export function createStyle(isColoured: boolean): Style {
  const paint =
    (open: number, close: number) =>
    (text: string): string =>
      isColoured ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    yellow: paint(33, 39),
    green: paint(32, 39),
  };
}

/** The style for a sink: `--no-color`, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function styleFor(sink: TextSink, environment: Environment, isColourWanted: boolean): Style {
  return createStyle(isColourWanted && allowsColour(sink, environment.env));
}

function allowsColour(sink: TextSink, env: Environment["env"]): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return sink.isTerminal && env["TERM"] !== "dumb";
}

/** Paints every line by itself, so that a pager that shows some of them shows them right. */
export function paintLines(text: string, paint: (line: string) => string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : paint(line)))
    .join("\n");
}
