import { parseArgs } from "node:util";

/** Reads `--json FILE`, `--quick`, `--help` and counts such as `--rounds 5`. Throws for what it does not know. */
export function parseBenchOptions(argv, { json, counts = {}, flags = [], texts: others = [] }) {
  const texts = Object.fromEntries(
    [...Object.keys(counts), ...others].map((name) => [name, { type: "string" }]),
  );
  const switches = Object.fromEntries(flags.map((name) => [name, { type: "boolean", default: false }]));
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: "string", default: json },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false, short: "h" },
      ...texts,
      ...switches,
    },
  });
  const parsed = Object.entries(counts).map(([name, { usual, quick, most }]) => [
    name,
    parseCount(name, values[name] ?? String(values.quick ? quick : usual), most),
  ]);
  return { ...values, ...Object.fromEntries(parsed) };
}

function parseCount(flag, text, most) {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new Error(`Cannot use "${text}" for --${flag} as it is not a whole number from 1 to ${most}`);
}
