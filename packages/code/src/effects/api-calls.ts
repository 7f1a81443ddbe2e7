import { apiTable } from "../data/api-table.ts";
import type { ApiEntry } from "../data/api-table.ts";
import { apiFunctions } from "../builtins/api-functions.ts";
import { constructors } from "../builtins/constructors.ts";
import { runCallbacks } from "../engine/callbacks.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, taintOf, taintOfAll } from "../engine/taint.ts";
import { Api, Dict, Func, Opaque, unknown } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { describeCall } from "./call-shapes.ts";
import type { Told } from "./call-shapes.ts";
import type { EffectDraft } from "./effect-draft.ts";
import { noteImportCall } from "./imported-values.ts";
import { callInstance } from "./instance-calls.ts";
import { afterCall } from "./consequences.ts";

/** Calls something of the platform: computes it where it is pure, records it where it has an effect. */
export function callApi(m: Machine, api: Api, args: readonly Value[]): Value {
  const compute = apiFunctions[api.path];
  if (compute !== undefined) {
    const value = compute(m, args, api);
    if (value !== unknown) return value;
    m.unknowns++;
    return resultOf(args, api);
  }
  m.unknowns++;
  const entry = apiTable.get(api.path);
  if (entry !== undefined) return perform(m, api, { entry, args });
  if (api.path.startsWith("import:")) return callImported(m, api, args);
  const instance = api.path.includes("#.") ? callInstance(m, api, args) : undefined;
  return instance ?? callUnlisted(m, api, args);
}

/** `new` with something of the platform. */
export function constructApi(m: Machine, api: Api, args: readonly Value[]): Value {
  const construct = constructors[api.path];
  if (construct !== undefined) return construct(m, args, api);
  m.unknowns++;
  const entry = apiTable.get(api.path);
  if (entry !== undefined) return perform(m, api, { entry, args });
  if (api.path.startsWith("import:")) noteImportCall(m, api, args);
  escapeAll(args);
  return new Api(
    `${api.path}#`,
    api.naming,
    taintOfAll(args.filter((arg) => !(arg instanceof Api))) | api.taint,
  );
}

interface Call {
  readonly entry: ApiEntry;
  readonly args: readonly Value[];
}

function perform(m: Machine, api: Api, { entry, args }: Call): Value {
  const told = describeCall(m, api, { entry, args });
  const given = told.gives ?? (entry.gives === undefined ? 0 : bits[entry.gives]);
  const draft = record(m, api, { entry, told });
  if (draft !== undefined && api.owner !== undefined) api.owner.draft = draft;
  if (draft !== undefined) afterCall(m, { draft, args, path: api.path });
  const value =
    entry.becomes === undefined ? opaque(given) : new Api(entry.becomes, 0, given, draft ?? api.draft);
  runCallbacks(m, args, [value]);
  return value;
}

function opaque(taint: number): Value {
  return taint === 0 ? unknown : new Opaque(taint);
}

interface Telling {
  readonly entry: ApiEntry;
  readonly told: Told;
}

function record(m: Machine, api: Api, { entry, told }: Telling): EffectDraft | undefined {
  const kind = told.kind ?? entry.does;
  if (kind === undefined) return undefined;
  const { naming, argument, taint, options } = told;
  return m.note({ kind, api: api.path, naming, argument, taint, options });
}

function callImported(m: Machine, api: Api, args: readonly Value[]): Value {
  noteImportCall(m, api, args);
  escapeAll(args);
  return new Opaque(api.taint | taintOfAll(args.filter((arg) => !(arg instanceof Api))));
}

function callUnlisted(m: Machine, api: Api, args: readonly Value[]): Value {
  escapeAll(args);
  const dot = api.path.lastIndexOf(".");
  const name = api.path.slice(dot + 1);
  if (name === "then" || name === "catch" || name === "finally") {
    const settled = new Api(api.path.slice(0, dot), api.naming, api.taint, api.draft);
    return m.callMethod(settled, { name, args });
  }
  if (api.taint !== 0 || taintOfAll(args) !== 0) runCallbacks(m, args, [resultOf(args, api)]);
  if (api.path.startsWith("pkg:") || api.path.startsWith("global:")) return resultOf(args, api);
  const taint = taintOf(resultOf(args, api));
  return new Api(`${api.path}()#`, api.naming, taint, api.draft);
}

function resultOf(args: readonly Value[], api: Api): Value {
  const taint =
    api.taint |
    answersIn(args) |
    taintOfAll(args.filter((arg) => !(arg instanceof Api || arg instanceof Func)));
  return taint === 0 ? unknown : new Opaque(taint);
}

/** What a request or a process gave may be the answer itself, where a client hands it to a callback or a command was waited for. */
function answersIn(args: readonly Value[]): number {
  let taint = 0;
  for (const arg of args) {
    if (arg instanceof Api && arg.path.endsWith("#")) taint |= arg.taint & (bits.network | bits.process);
  }
  return taint;
}

function escapeAll(args: readonly Value[]): void {
  for (const arg of args) if (arg instanceof Dict) arg.rest ??= unknown;
}
