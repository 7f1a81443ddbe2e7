import { primordials } from "./primordials.js";

const { PromiseThen, ReflectApply, ReflectConstruct, ReflectDefineProperty } = primordials;
// oxlint-disable-next-line no-eval -- What code calls by this name is passed on to it.
const evaluateGlobally = globalThis.eval;

/**
 * Notices code that is made of text: `Function` and its kind, under every name that they have, and `eval`, for which the host
 * rewrote the texts. What they do is done by the originals.
 */
export function watchEvaluation(observe, rewrite) {
  const kinds = [
    [Function, "Function"],
    [Object.getPrototypeOf(async () => undefined).constructor, "AsyncFunction"],
    [Object.getPrototypeOf(function* () {}).constructor, "GeneratorFunction"],
    [Object.getPrototypeOf(async function* () {}).constructor, "AsyncGeneratorFunction"],
  ];
  for (const [original, name] of kinds) watchConstructor(original, name, observe, rewrite);
  const seen = (api, code) => {
    if (typeof code !== "string") return code;
    observe("code", api, { text: code });
    return rewrite(code);
  };
  hide("$$given", (code) => seen("eval", code));
  hide("$$eval", (code) => ReflectApply(evaluateGlobally, undefined, [seen("eval", code)]));
}

function watchConstructor(original, name, observe, rewrite) {
  const seen = (args) => {
    if (args.length === 0) return args;
    const text = `${args[args.length - 1]}`;
    observe("code", name, { text });
    const made = [];
    for (let index = 0; index < args.length - 1; index += 1) made[index] = args[index];
    made[args.length - 1] = rewrite(text);
    return made;
  };
  const watched = new Proxy(original, {
    apply: (target, self, args) => ReflectApply(target, self, seen(args)),
    construct: (target, args, made) => ReflectConstruct(target, seen(args), made === watched ? target : made),
  });
  ReflectDefineProperty(original.prototype, "constructor", {
    value: watched,
    writable: name === "Function",
    enumerable: false,
    configurable: true,
  });
  if (name === "Function") hide("Function", watched);
}

/** Learns of promises that fail with nobody to hear it, where the host put this around what is left to itself. */
export function watchPromises(fail) {
  hide("$$left", (value) => {
    try {
      ReflectApply(PromiseThen, value, [undefined, (reason) => fail(reason, value)]);
    } catch {
      // It is no promise.
    }
    return value;
  });
}

/** Counters of the statements that run, for the files by their numbers; says them as digits. */
export function countStatements(fileMax) {
  const counts = [];
  for (let index = 0; index < fileMax; index += 1) counts[index] = [];
  hide("$$ran", counts);
  return () => {
    const all = [];
    for (let file = 0; file < fileMax; file += 1) {
      let digits = "";
      for (let index = 0; index < counts[file].length; index += 1)
        digits += counts[file][index] === 1 ? "1" : "0";
      if (digits !== "") all[all.length] = [file, digits];
    }
    return all;
  };
}

function hide(name, value) {
  ReflectDefineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}
