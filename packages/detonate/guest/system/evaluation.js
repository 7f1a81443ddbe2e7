import { primordials } from "./primordials.js";

const { ReflectApply, ReflectConstruct, ReflectDefineProperty } = primordials;

/**
 * Notices code that is made of text: `Function` and its kind, under every name that they have, and indirect `eval`. What they do is
 * done by the originals.
 */
export function watchEvaluation(observe, rewrite) {
  const kinds = [
    [Function, "Function"],
    [Object.getPrototypeOf(async () => undefined).constructor, "AsyncFunction"],
    [Object.getPrototypeOf(function* () {}).constructor, "GeneratorFunction"],
    [Object.getPrototypeOf(async function* () {}).constructor, "AsyncGeneratorFunction"],
  ];
  for (const [original, name] of kinds) {
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
      construct: (target, args, made) =>
        ReflectConstruct(target, seen(args), made === watched ? target : made),
    });
    ReflectDefineProperty(original.prototype, "constructor", {
      value: watched,
      writable: name === "Function",
      enumerable: false,
      configurable: true,
    });
    if (name === "Function") globalThis.Function = watched;
  }
}
