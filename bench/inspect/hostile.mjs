import { randomFillSync } from "node:crypto";
import { gzipSync } from "node:zlib";

import { buildTarball } from "../../packages/drill/dist/index.js";

const manifest = (more = {}) =>
  JSON.stringify({ name: "hostile", version: "1.0.0", main: "index.js", ...more });

/** A package of one source. */
export function packSource(text, more = {}) {
  return buildTarball([
    { path: "package.json", content: manifest(more) },
    { path: "index.js", content: text },
  ]);
}

/** Texts that nest, repeat or swell; each grows with a size. */
const shapes = {
  brackets: (size) => `x=${"(".repeat(size)}1${")".repeat(size)}`,
  lists: (size) => `x=${"[".repeat(size)}${"]".repeat(size)}`,
  functions: (size) => `${"(function(){".repeat(size / 4)}${"})".repeat(size / 4)}`,
  templates: (size) => `x=${"`${".repeat(size)}1${"}`".repeat(size)}`,
  signs: (size) => `x=${"!".repeat(size)}1`,
  arrows: (size) => `x=${"a=>".repeat(size)}1`,
  calls: (size) => `${"f(".repeat(size)}${")".repeat(size)}`,
  members: (size) => `x${".a".repeat(size)}`,
  sums: (size) => `x=1${"+1".repeat(size)}`,
  conditions: (size) => `${"if(a)".repeat(size)};`,
  blocks: (size) => `${"{".repeat(size)}${"}".repeat(size)}`,
  open: (size) => "(".repeat(size),
  text: (size) => `x="${"A".repeat(size * 50)}"`,
  noise: (size) => randomText(size * 2),
  doubling: () => `var a="ab";${"a=a+a;".repeat(60)}eval(a)`,
  loop: () => `var s="";while(true){s+=String.fromCharCode(s.length%96)}eval(s)`,
  regular: (size) => `/${"(a+)+".repeat(size / 10)}$/.test("${"a".repeat(size)}")`,
};
const sizes = [500, 2_000, 5_000, 20_000, 60_000];

/** Some hundred packages that want to break what reads them, each with a name. */
export function hostilePackages() {
  const sources = Object.entries(shapes).flatMap(([shape, textOf]) =>
    sizes.map((size) => ({ name: `${shape} ${size}`, bytes: packSource(textOf(size)) })),
  );
  return [...sources, ...hostileArchives(), ...hostileScripts()];
}

function hostileArchives() {
  const plain = packSource("module.exports = 1;");
  const many = Array.from({ length: 20_000 }, (_, index) => ({ path: `f/${index}.js`, content: "1" }));
  const twins = Array.from({ length: 2_000 }, () => ({ path: "index.js", content: "module.exports = 1" }));
  return [
    { name: "no bytes", bytes: Buffer.alloc(0) },
    { name: "a text", bytes: Buffer.from("no archive") },
    { name: "half an archive", bytes: plain.subarray(0, plain.length >> 1) },
    { name: "two archives", bytes: Buffer.concat([plain, plain]) },
    { name: "300 MB of nothing", bytes: gzipSync(Buffer.alloc(300_000_000)) },
    { name: "20,000 files", bytes: buildTarball([{ path: "package.json", content: manifest() }, ...many]) },
    { name: "one path 2,000 times", bytes: buildTarball(twins) },
    {
      name: "paths that lead out",
      bytes: buildTarball([
        { path: "../../x.js", content: "1" },
        { path: "/etc/x", content: "1" },
      ]),
    },
    {
      name: "a manifest 3,000 deep",
      bytes: buildTarball([
        { path: "package.json", content: `{"exports":${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}}` },
      ]),
    },
    {
      name: "a manifest of 20,000 entries",
      bytes: packSource("1", {
        exports: Object.fromEntries(
          Array.from({ length: 20_000 }, (_, index) => [`./${index}`, "./index.js"]),
        ),
      }),
    },
  ];
}

function hostileScripts() {
  return [
    {
      name: "20,000 substitutions",
      bytes: packSource("1", { scripts: { postinstall: "$(".repeat(20_000) } }),
    },
    { name: "20,000 pipes", bytes: packSource("1", { scripts: { postinstall: "a|".repeat(20_000) } }) },
    {
      name: "2,000 scripts in a ring",
      bytes: packSource("1", {
        scripts: Object.fromEntries(
          Array.from({ length: 2_000 }, (_, index) => [
            index === 0 ? "postinstall" : `s${index}`,
            `npm run s${(index + 1) % 2_000}`,
          ]),
        ),
      }),
    },
    {
      name: "a ring of 3,000 modules",
      bytes: buildTarball([
        { path: "package.json", content: manifest() },
        { path: "index.js", content: "require('./m0')" },
        ...Array.from({ length: 3_000 }, (_, index) => ({
          path: `m${index}.js`,
          content: `require('./m${(index + 1) % 3_000}');require('./m${(index * 7) % 3_000}')`,
        })),
      ]),
    },
    {
      name: "a build description 50,000 deep",
      bytes: buildTarball([
        { path: "package.json", content: manifest() },
        { path: "binding.gyp", content: "<!(".repeat(50_000) },
      ]),
    },
  ];
}

function randomText(size) {
  return randomFillSync(Buffer.alloc(size)).toString("latin1");
}
