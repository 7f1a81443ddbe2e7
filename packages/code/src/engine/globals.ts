import { globalAliases, globalNames } from "../data/globals.ts";
import type { Machine } from "./machine.ts";
import { Api, List, Opaque } from "./values.ts";
import type { Value } from "./values.ts";

/** What a name stands for that the source does not declare. */
export function resolveName(m: Machine, name: string): Value {
  const own = m.globals.get(name);
  if (own !== undefined) return own;
  const opened = m.opened.at(-1);
  if (opened !== undefined && !globalNames.has(name)) return m.get(opened, name);
  switch (name) {
    case "undefined":
      return undefined;
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Number.POSITIVE_INFINITY;
    case "arguments":
      return new List([...m.frame.args], undefined, m.uncertain);
    case "exports":
      return m.module.exported;
    case "__filename":
    case "__dirname":
      return new Opaque(0, `\${${name}}`, 0, name);
    default:
      return platformName(m, name);
  }
}

function platformName(m: Machine, name: string): Value {
  let api = m.platform.get(name);
  if (api === undefined) {
    api = apiOfName(name);
    m.platform.set(name, api);
  }
  return api;
}

function apiOfName(name: string): Api {
  const alias = globalAliases.get(name);
  if (alias !== undefined) return new Api(alias);
  return new Api(globalNames.has(name) ? name : `global:${name}`);
}
