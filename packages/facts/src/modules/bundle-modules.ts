import { tryParseJson } from "../manifest/json-value.ts";

/** One module that goes into a bundle. */
export interface BundledModule {
  readonly path: string;
  readonly text: string;
  /** Specifiers that the module names, with the module of the bundle that each leads to. */
  readonly targets: ReadonlyMap<string, string>;
}

/** A text that does what loading the first module would do, and where its lines come from. */
export interface ModuleBundle {
  readonly text: string;
  /**
   * The module and the line in it that a line of the bundle comes from, when the excerpt stands there: what does not is in
   * a text that the bundle decodes and runs. Lines begin at 1.
   */
  placeOf(line: number, excerpt: string): { readonly path: string; readonly line: number } | undefined;
}

const moduleSyntax =
  /^[ \t]*(?:import[ \t]*[\w{*"']|export[ \t]+(?:default|const|let|var|function|class|async)\b|export[ \t]*[{*])/m;

/** Whether a source can be put into a function: a module of CommonJS, or JSON. */
export function isBundleable(path: string, text: string): boolean {
  if (path.endsWith(".json")) return tryParseJson(text) !== undefined;
  return /\.c?js$/.test(path) && !moduleSyntax.test(text);
}

/** Puts modules of CommonJS into one text as bundlers do, the first of which is loaded. */
export function bundleModules(modules: readonly BundledModule[]): ModuleBundle {
  const lines = ["var __modules = {"];
  const starts: { readonly first: number; readonly last: number; readonly path: string }[] = [];
  for (const { path, text } of modules) {
    lines.push(`${keyOf(path)}: function (module, exports, require) {`);
    const own = (path.endsWith(".json") ? `module.exports = ${text}` : text.replace(/^#!/, "//")).split("\n");
    starts.push({ first: lines.length + 1, last: lines.length + own.length, path });
    lines.push(...own, "},");
  }
  lines.push(
    "};",
    `var __targets = ${targetsOf(modules)};`,
    loader,
    `__load(${keyOf(modules[0]?.path ?? "")});`,
  );
  return {
    text: lines.join("\n"),
    placeOf: (line, excerpt) => {
      if (lines[line - 1]?.includes(excerpt.slice(0, 40)) !== true) return undefined;
      const start = starts.find(({ first, last }) => line >= first && line <= last);
      return start === undefined ? undefined : { path: start.path, line: line - start.first + 1 };
    },
  };
}

/** Modules have what Node's own have, so that what is compiled or loaded by hand is told as such. */
const loader = `var __loaded = {};
var __node = module;
function __load(path) {
  if (__loaded[path]) return __loaded[path].exports;
  var module = {
    exports: {},
    _compile: __node._compile,
    constructor: __node.constructor,
    require: __node.require,
    paths: __node.paths,
    filename: __node.filename
  };
  __loaded[path] = module;
  __modules[path](module, module.exports, function (name) {
    var target = __targets[path]["m:" + name];
    return target ? __load(target) : require(name);
  });
  return module.exports;
}`;

function targetsOf(modules: readonly BundledModule[]): string {
  const rows = modules.map(
    ({ path, targets }) =>
      `${keyOf(path)}: {${[...targets].map(([name, target]) => `${keyOf(name)}: ${keyOf(target)}`).join(", ")}}`,
  );
  return `{${rows.join(", ")}}`;
}

/** A prefix keeps names apart from those that every object has. */
function keyOf(name: string): string {
  return JSON.stringify(`m:${name}`);
}
