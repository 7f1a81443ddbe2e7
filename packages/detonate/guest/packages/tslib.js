/** What compilers of TypeScript leave to a library: classes, spreading, modules, asynchronous functions. */
export default function create() {
  const tslib = { ...modules(), ...objects(), ...functions(), ...asynchronous() };
  return Object.assign(tslib, { default: tslib });
}

function modules() {
  const bind = (target, source, name, as = name) => {
    Object.defineProperty(target, as, { enumerable: true, configurable: true, get: () => source[name] });
  };
  const star = (module) => {
    if (module?.__esModule) return module;
    const namespace = {};
    for (const name of Object.keys(module ?? {})) if (name !== "default") bind(namespace, module, name);
    return Object.defineProperty(namespace, "default", { enumerable: true, value: module });
  };
  return {
    __importStar: star,
    __importDefault: (module) => (module?.__esModule ? module : { default: module }),
    __createBinding: bind,
    __exportStar(module, exports) {
      for (const name of Object.keys(module ?? {})) {
        if (name !== "default" && !Object.hasOwn(exports, name)) bind(exports, module, name);
      }
    },
  };
}

function objects() {
  const spread = (to, from, isPacked) => [...to, ...(isPacked ? Array.prototype.slice.call(from) : from)];
  return {
    __assign: Object.assign,
    __rest(source, left) {
      const kept = Object.entries(source ?? {}).filter(([name]) => !left.includes(name));
      return Object.fromEntries(kept);
    },
    __spreadArray: spread,
    __spreadArrays: (...lists) => lists.flat(),
    __spread: (...lists) => lists.flatMap((list) => [...list]),
    __read: (list, count) => Array.from(list ?? []).slice(0, count),
    __values: (list) => list[Symbol.iterator](),
    __makeTemplateObject: (cooked, raw) => Object.defineProperty(cooked, "raw", { value: raw }),
    __propKey: (key) => (typeof key === "symbol" ? key : String(key)),
  };
}

function functions() {
  return {
    __extends(derived, base) {
      Object.setPrototypeOf(derived, base);
      derived.prototype = Object.create(base === null ? null : base.prototype, {
        constructor: { value: derived, writable: true, configurable: true },
      });
    },
    __decorate(decorators, target, key, descriptor) {
      let result = descriptor ?? (key === undefined ? target : Object.getOwnPropertyDescriptor(target, key));
      for (const decorate of decorators.toReversed()) result = decorate(target, key, result) ?? result;
      if (key !== undefined && result !== undefined && result !== null)
        Object.defineProperty(target, key, result);
      return result;
    },
    __param: (index, decorate) => (target, key) => decorate(target, key, index),
    __metadata: () => () => undefined,
    __classPrivateFieldGet: (receiver, state, kind, getter) =>
      kind === "a"
        ? getter?.call(receiver)
        : kind === "m"
          ? getter
          : getter
            ? getter.value
            : state.get(receiver),
    __classPrivateFieldSet(...[receiver, state, value, kind, setter]) {
      if (kind === "a") setter.call(receiver, value);
      else if (setter) setter.value = value;
      else state.set(receiver, value);
      return value;
    },
    __classPrivateFieldIn: (state, receiver) => state.has(receiver),
  };
}

function asynchronous() {
  return {
    __awaiter: (self, args, Kind, generator) => drive(generator.apply(self, args ?? []), Kind ?? Promise),
    __generator: generatorOf,
    __asyncValues: (list) => list[Symbol.asyncIterator]?.() ?? list[Symbol.iterator](),
    __await: (value) => value,
  };
}

function drive(generator, Kind) {
  return new Kind((resolve, reject) => {
    const step = (name, given) => {
      try {
        const { done, value } = generator[name](given);
        if (done) resolve(value);
        else
          Kind.resolve(value).then(
            (next) => step("next", next),
            (error) => step("throw", error),
          );
      } catch (error) {
        reject(error);
      }
    };
    step("next");
  });
}

/** Functions that are cut into numbered parts, for engines of twenty years ago, end at once. */
function generatorOf() {
  const end = () => ({ value: undefined, done: true });
  return { next: end, throw: end, return: end, [Symbol.iterator]: generatorOf };
}
