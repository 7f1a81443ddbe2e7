// Transforms of one source text: what minifiers, compilers, obfuscators and packers make of it.
import { renderBundle, packIntoEval } from "../../packages/drill/dist/replicas/index.js";

/** Obfuscators take minutes over megabytes. */
const smallMax = 120_000;
const largeMax = 1_500_000;

const levels = {
  low: {
    compact: true,
    stringArray: true,
    stringArrayThreshold: 1,
    rotateStringArray: true,
    simplify: true,
  },
  medium: {
    compact: true,
    controlFlowFlattening: true,
    controlFlowFlatteningThreshold: 0.75,
    deadCodeInjection: true,
    deadCodeInjectionThreshold: 0.4,
    stringArray: true,
    stringArrayEncoding: ["base64"],
    stringArrayThreshold: 0.75,
    splitStrings: true,
    splitStringsChunkLength: 10,
  },
  high: {
    compact: true,
    controlFlowFlattening: true,
    controlFlowFlatteningThreshold: 1,
    deadCodeInjection: true,
    deadCodeInjectionThreshold: 1,
    numbersToExpressions: true,
    selfDefending: true,
    stringArray: true,
    stringArrayEncoding: ["rc4"],
    stringArrayThreshold: 1,
    splitStrings: true,
    splitStringsChunkLength: 5,
    transformObjectKeys: true,
    unicodeEscapeSequence: true,
  },
};

/**
 * The transforms by name. Each takes a text with `isModule` and gives another, or `undefined` where it does not apply.
 * `forHonest` marks those that honest packages undergo too.
 */
export function createTextTransforms(tools) {
  return { ...honestBuilds(tools), ...obfuscations(tools), ...packings(), ...disguises(tools) };
}

function honestBuilds({ esbuild, terser, typescript }) {
  return {
    terser: {
      forHonest: true,
      max: largeMax,
      apply: async (text, { isModule }) =>
        (
          await terser.minify(text, {
            module: isModule,
            compress: { passes: 2 },
            mangle: { toplevel: true },
            parse: { bare_returns: true },
          })
        ).code,
    },
    "esbuild-minify": {
      forHonest: true,
      max: largeMax,
      apply: async (text, { isModule }) =>
        (
          await esbuild.transform(text, {
            minify: true,
            format: isModule ? "esm" : "cjs",
            platform: "node",
            logLevel: "silent",
          })
        ).code,
    },
    "typescript-es5": {
      forHonest: true,
      max: largeMax,
      apply: forCommonJs(
        (text) =>
          typescript.transpileModule(text, {
            compilerOptions: { target: "ES5", module: "CommonJS", downlevelIteration: true },
          }).outputText,
      ),
    },
    "esm-to-cjs": {
      forHonest: true,
      max: largeMax,
      apply: async (text, { isModule }) =>
        isModule
          ? (await esbuild.transform(text, { format: "cjs", platform: "node", logLevel: "silent" })).code
          : undefined,
    },
  };
}

function obfuscations({ obfuscator }) {
  const obfuscate = (level) => ({
    max: smallMax,
    apply: (text, { isModule }) =>
      obfuscator
        .obfuscate(text, {
          ...levels[level],
          target: "node",
          seed: 7,
          sourceType: isModule ? "module" : "script",
        })
        .getObfuscatedCode(),
  });
  return {
    "obfuscator-low": obfuscate("low"),
    "obfuscator-medium": obfuscate("medium"),
    "obfuscator-high": obfuscate("high"),
  };
}

function packings() {
  const styles = ["base64", "hex", "codes", "xor", "deflate"];
  const packed = styles.map((style) => [
    `pack-${style}`,
    { max: largeMax, apply: forCommonJs((text) => packIntoEval(text, style)) },
  ]);
  return {
    ...Object.fromEntries(packed),
    "pack-whitespace": { max: smallMax, apply: forCommonJs(packInSpaces) },
    "pack-unicode": { max: smallMax, apply: forCommonJs(packInvisibly) },
  };
}

function disguises({ acorn, terser }) {
  const shorten = async (text, isModule) =>
    (
      await terser.minify(text, {
        module: isModule,
        mangle: { toplevel: true },
        parse: { bare_returns: true },
      })
    ).code;
  return {
    "split-strings": { max: largeMax, apply: (text, { isModule }) => splitStrings(acorn, text, isModule) },
    "dead-code": { max: largeMax, apply: amongDeadCode },
    "honest-bundle": { max: largeMax, apply: forCommonJs((text) => renderBundle(160_000, 31, [text])) },
    "terser-then-split": {
      max: largeMax,
      apply: async (text, { isModule }) => splitStrings(acorn, await shorten(text, isModule), isModule),
    },
    "off-screen": {
      max: largeMax,
      apply: async (text, { isModule }) => (isModule ? undefined : offScreen(await shorten(text, isModule))),
    },
  };
}

function forCommonJs(change) {
  return (text, { isModule }) => (isModule ? undefined : change(text));
}

/** Each byte as eight spaces and tabs. */
function packInSpaces(text) {
  const body = Array.from(Buffer.from(text), (byte) =>
    byte.toString(2).padStart(8, "0").replaceAll("0", " ").replaceAll("1", "\t"),
  ).join("");
  return `const body = \`${body}\`;\nlet text = "";\nfor (let at = 0; at < body.length; at += 8) {\n  text += String.fromCharCode(parseInt(body.slice(at, at + 8).replace(/ /g, "0").replace(/\\t/g, "1"), 2));\n}\nnew Function("require", "module", "__filename", "__dirname", text)(require, module, __filename, __dirname);\n`;
}

/** Each byte as one of the variation selectors, which no screen shows. */
function packInvisibly(text) {
  const body = Array.from(Buffer.from(text), (byte) =>
    String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16),
  ).join("");
  return `const read = (signs) => Buffer.from([...signs].map((sign) => sign.codePointAt(0)).map((code) => (code < 0xfe10 ? code - 0xfe00 : code - 0xe0100 + 16))).toString();\neval(read(\`${body}\`));\n`;
}

/** Puts each text together of pieces, where its place in the syntax allows. */
function splitStrings(acorn, text, isModule) {
  const edits = [];
  const tree = acorn.parse(text, {
    ecmaVersion: "latest",
    sourceType: isModule ? "module" : "script",
    allowHashBang: true,
    allowReturnOutsideFunction: true,
  });
  visit(tree, undefined, undefined);
  return edits
    .sort((left, right) => right.start - left.start)
    .reduce(
      (result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end),
      text,
    );

  function visit(node, parent, key) {
    if (
      node.type === "Literal" &&
      typeof node.value === "string" &&
      node.value.length > 3 &&
      isFree(parent, key)
    ) {
      const pieces = node.value.match(/.{1,4}/gsu).map((piece) => JSON.stringify(piece));
      edits.push({ start: node.start, end: node.end, text: `(${pieces.join(" + ")})` });
      return;
    }
    for (const [name, child] of Object.entries(node)) {
      if (Array.isArray(child)) child.forEach((each) => each?.type !== undefined && visit(each, node, name));
      else if (child?.type !== undefined) visit(child, node, name);
    }
  }
}

function isFree(parent, key) {
  if (parent.directive !== undefined || /^(?:Import|Export)/.test(parent.type)) return false;
  return !((parent.type === "Property" || parent.type === "MethodDefinition") && key === "key");
}

const honestLines = [
  "function clampValue(value, low, high) { return Math.min(high, Math.max(low, value)); }",
  'const labels = ["first", "second", "third"].map((label, index) => label + index);',
  "function groupBy(list, pick) { const groups = new Map(); for (const item of list) { const key = pick(item); groups.set(key, [...(groups.get(key) ?? []), item]); } return groups; }",
  "class Timer { constructor() { this.started = 0; } start() { this.started = Date.now(); return this; } stop() { return Date.now() - this.started; } }",
];

/** Honest functions before and after; imports and shebang stay first. */
function amongDeadCode(text) {
  const [, head, rest] = /^((?:#!.*\n)?(?:\s*import .*\n|\s*"use strict";\n|\s*\n)*)([\s\S]*)$/.exec(text);
  const many = (count, offset) =>
    Array.from({ length: count }, (_, index) =>
      honestLines[(index + offset) % honestLines.length].replace(
        /\b(clampValue|labels|groupBy|Timer)\b/,
        `$1${offset}${index}`,
      ),
    ).join("\n");
  return `${head}${many(160, 1)}\n${rest}\n${many(160, 2)}\n`;
}

function offScreen(code) {
  return `"use strict";\n\nfunction identity(value) {\n  return value;\n}${" ".repeat(700)}${code}\n`;
}
