import { toCommonModule } from "@lockkeeper/code";

import { tryParseJson } from "../manifest/json-value.ts";

/** One module that goes into a bundle. */
export interface BundledModule {
  readonly path: string;
  /** What `bundleableBody` makes of its text. */
  readonly body: FunctionBody;
  /** Specifiers that the module names, with the module of the bundle that each leads to. */
  readonly targets: ReadonlyMap<string, string>;
}

/** The text of a function's body, and whether it may wait at its top. */
export interface FunctionBody {
  readonly text: string;
  readonly isAsync: boolean;
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

/** A source as a function of `module`, `exports`, `require` and `__import`; `undefined` when it cannot be one. */
export function bundleableBody(path: string, text: string): FunctionBody | undefined {
  if (path.endsWith(".json")) {
    return tryParseJson(text) === undefined
      ? undefined
      : { text: `module.exports = ${text}`, isAsync: false };
  }
  if (!/\.[cm]?js$/.test(path)) return undefined;
  const isModule = path.endsWith(".mjs") || moduleSyntax.test(text);
  const body = isModule ? toCommonModule(text) : text.replace(/^#!/, "//");
  return body === undefined ? undefined : { text: body, isAsync: isModule };
}

/** Puts modules into one text as bundlers do, the first of which is loaded. */
export function bundleModules(modules: readonly BundledModule[]): ModuleBundle {
  const lines = ["var __modules = {"];
  const starts: { readonly first: number; readonly last: number; readonly path: string }[] = [];
  for (const { path, body } of modules) {
    // A block, so that a module may call something of its own `require`.
    const keyword = body.isAsync ? "async function" : "function";
    lines.push(`${keyOf(path)}: ${keyword} (module, exports, require, __import) {{`);
    const own = body.text.split("\n");
    starts.push({ first: lines.length + 1, last: lines.length + own.length, path });
    lines.push(...own, "}},");
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
  var load = function (name) {
    var target = __targets[path]["m:" + name];
    return target ? __load(target) : require(name);
  };
  __modules[path](module, module.exports, load, load);
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
