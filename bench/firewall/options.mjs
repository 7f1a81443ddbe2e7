import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";

const results = fileURLToPath(new URL("../results/firewall.json", import.meta.url));

export const usage = `Usage: node bench/firewall/run.mjs [--rounds 5] [--seconds 5] [--json FILE] [--quick] [--full]

  --rounds N    interleaved rounds, each with fresh servers (5)
  --seconds N   length of each measurement (5)
  --json FILE   where the figures go (bench/results/firewall.json)
  --quick       one round of 2 seconds at 16 connections: a look, not a result
  --full        200 connections as well`;

/** Reads the command line. Throws for what it does not know. */
export function parseOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: "string" },
      seconds: { type: "string" },
      json: { type: "string", default: results },
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      help: { type: "boolean", default: false, short: "h" },
    },
  });
  return {
    rounds: parseCount("rounds", values.rounds ?? (values.quick ? "1" : "5"), 100),
    seconds: parseCount("seconds", values.seconds ?? (values.quick ? "2" : "5"), 60),
    json: values.json,
    isQuick: values.quick,
    isFull: values.full,
    wantsHelp: values.help,
  };
}

function parseCount(flag, text, most) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new Error(`Cannot use "${text}" for --${flag} as it is not a whole number from 1 to ${most}`);
  return count;
}
