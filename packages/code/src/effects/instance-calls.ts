import { runCallbacks } from "../engine/callbacks.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, taintOf, taintOfAll } from "../engine/taint.ts";
import { knownText, renderText } from "../engine/texts.ts";
import { Api, Func, Opaque } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { tableOf } from "../tables.ts";
import { afterWriting } from "./consequences.ts";
import { isCredentialPath, isWalletPath, tidyPath } from "./paths.ts";

type InstanceMethod = (m: Machine, api: Api, args: readonly Value[]) => Value;

/** A method of an instance that an effect gave: what is written to it belongs to that effect. */
export function callInstance(m: Machine, api: Api, args: readonly Value[]): Value {
  const name = api.path.slice(api.path.lastIndexOf(".") + 1);
  const method = methods.get(name);
  if (method !== undefined) return method(m, api, args);
  const taint = api.taint | taintOfAll(args);
  if (api.draft !== undefined) api.draft.taint |= taintOfAll(args);
  runCallbacks(m, args, [new Opaque(taint)]);
  return new Api(receiverPath(api), api.naming, taint, api.draft);
}

function receiverPath(api: Api): string {
  return api.path.slice(0, api.path.indexOf("#") + 1);
}

function listen(m: Machine, api: Api, args: readonly Value[]): Value {
  const event = knownText(args[0]);
  const taint =
    event !== undefined && /^(?:key|input|paste)/.test(event) ? api.taint | bits["key-log"] : api.taint;
  if (taint !== api.taint) m.note({ kind: "key-log", api: receiverPath(api), argument: event });
  runCallbacks(
    m,
    args,
    [new Api(receiverPath(api), 0, taint, api.draft), new Opaque(taint)].slice(taint === 0 ? 0 : 1),
  );
  return new Api(receiverPath(api), api.naming, api.taint, api.draft);
}

function continueWith(m: Machine, api: Api, args: readonly Value[]): Value {
  const settled = new Api(receiverPath(api), api.naming, api.taint, api.draft);
  const value = args[0] instanceof Func ? runCallbacks(m, args.slice(0, 1), [settled]) : undefined;
  // What follows may still fail with what the request was answered.
  return value instanceof Opaque && value.taint === 0 ? settled : (value ?? settled);
}

function write(m: Machine, api: Api, args: readonly Value[]): Value {
  const { draft } = api;
  if (draft !== undefined) {
    draft.taint |= taintOfAll(args);
    afterWriting(m, { draft, text: args[0] });
  }
  runCallbacks(m, args, []);
  return new Api(receiverPath(api), api.naming, api.taint, draft);
}

/** A form's part that is a file is named by its path. */
function attached(m: Machine, api: Api, args: readonly Value[]): number {
  const path = tidyPath(renderText(args[1]));
  const holds = isWalletPath(path) ? bits.wallet : isCredentialPath(path) ? bits["credential-file"] : 0;
  if (holds !== 0) m.note({ kind: "read-file", api: `${receiverPath(api)}.attach`, argument: path });
  return taintOfAll(args) | holds;
}

/** A file that is put on a server is named by its path. */
function putFile(m: Machine, api: Api, args: readonly Value[]): Value {
  const isTransfer = api.path.startsWith("ftp.Client#");
  const data = isTransfer ? attached(m, api, [undefined, args[0]]) : taintOfAll(args);
  const taint = api.taint | data;
  if (api.draft !== undefined) api.draft.taint |= data;
  runCallbacks(m, args, [new Opaque(taint)]);
  return new Api(receiverPath(api), api.naming, taint, api.draft);
}

/** What asks for a wallet's secret, in words. */
const asksSecret = /private[ _-]?key|mnemonic|(?:seed|recovery|secret) (?:phrase|words)|secret[ _-]?key/i;

/** What a person answers comes from where the question says. */
function ask(m: Machine, api: Api, args: readonly Value[]): Value {
  const isSecret = asksSecret.test(renderText(args[0]));
  const answer = new Opaque(isSecret ? bits.wallet : api.taint);
  runCallbacks(m, args, [answer]);
  return answer;
}

function pipe(_: Machine, api: Api, args: readonly Value[]): Value {
  const [target] = args;
  if (!(target instanceof Api)) return new Opaque(api.taint | taintOf(target));
  if (target.draft !== undefined) target.draft.taint |= api.taint;
  return new Api(target.path, target.naming, target.taint | api.taint, target.draft);
}

const methods: ReadonlyMap<string, InstanceMethod> = tableOf<InstanceMethod>({
  on: listen,
  once: listen,
  addListener: listen,
  addEventListener: listen,
  prependListener: listen,
  // oxlint-disable-next-line unicorn/no-thenable -- A table of methods by name; it is never awaited.
  then: continueWith,
  catch: (m, api, args) => {
    runCallbacks(m, args, [new Opaque(api.taint & bits.network)]);
    return new Api(receiverPath(api), api.naming, api.taint, api.draft);
  },
  finally: (m, api, args) => {
    runCallbacks(m, args, []);
    return new Api(receiverPath(api), api.naming, api.taint, api.draft);
  },
  question: ask,
  put: putFile,
  fastPut: putFile,
  append: putFile,
  uploadFrom: putFile,
  uploadFromDir: putFile,
  uploadDir: putFile,
  pipe,
  pipeTo: pipe,
  pipeThrough: pipe,
  write,
  end: write,
  send: write,
  attach: (m, api, args) => {
    if (api.draft !== undefined) api.draft.taint |= attached(m, api, args);
    return new Api(receiverPath(api), api.naming, api.taint, api.draft);
  },
  text: (_, api) => new Opaque(api.taint),
  json: (_, api) => new Opaque(api.taint),
  arrayBuffer: (_, api) => new Opaque(api.taint),
  toString: (_: Machine, api: Api) => new Opaque(api.taint),
  setEncoding: (_, api) => new Api(receiverPath(api), api.naming, api.taint, api.draft),
  unref: (_, api) => {
    api.draft?.options.add("unref");
    return undefined;
  },
  setHeader: (_, api, args) => {
    if (api.draft !== undefined) api.draft.taint |= taintOfAll(args);
    return undefined;
  },
  setRequestHeader: (_, api, args) => {
    if (api.draft !== undefined) api.draft.taint |= taintOfAll(args);
    return undefined;
  },
});
