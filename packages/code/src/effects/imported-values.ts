import type { Machine } from "../engine/machine.ts";
import { trackedImports, taintOf } from "../engine/taint.ts";
import type { Api } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";

/** The number of a value of another file; `undefined` when too many are tracked already. */
export function importEntry(m: Machine, specifier: string, name: string): number | undefined {
  const { entries } = m.imports;
  const known = entries.findIndex((entry) => entry.specifier === specifier && entry.name === name);
  if (known >= 0) return known;
  if (entries.length >= trackedImports) return undefined;
  entries.push({ specifier, name });
  return entries.length - 1;
}

/** Notes with what a function of another file is called. */
export function noteImportCall(m: Machine, api: Api, args: readonly Value[]): void {
  const [specifier, name] = partsOf(api.path);
  const entry = importEntry(m, specifier, name ?? "*");
  if (entry === undefined || m.imports.uses.length > 400) return;
  args.forEach((arg, parameter) => {
    const taint = taintOf(arg);
    if (taint !== 0) m.imports.uses.push({ entry, taint, parameter, runs: m.runs, start: m.site ?? m.at });
  });
  if (args.length === 0)
    m.imports.uses.push({ entry, taint: 0, parameter: -1, runs: m.runs, start: m.site ?? m.at });
}

function partsOf(path: string): readonly [string, string | undefined] {
  const rest = path.slice("import:".length);
  const hash = rest.indexOf("#");
  return hash < 0 ? [rest, undefined] : [rest.slice(0, hash), rest.slice(hash + 1)];
}
