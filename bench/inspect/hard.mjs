import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readArchive } from "../../packages/archive/dist/index.js";
import { buildTarball } from "../../packages/drill/dist/index.js";
import { hostilePackages } from "./hostile.mjs";

const singleBytes = 9_000_000;
const manyFiles = 5_000;
const partMaxBytes = 400_000;
const sourceName = /\.[cm]?js$/;
const moduleSyntax = /^\s*(?:import|export)\b/m;

/** Writes packages that are hard to read into a folder: one file of 9 MB and 5,000 files, of real sources, and hostile ones. */
export function writeHardPackages(folder, paths) {
  const write = ({ name, bytes }) => {
    const path = join(folder, `${name}.tgz`);
    writeFileSync(path, bytes);
    return path;
  };
  const parts = [];
  const files = [];
  let singleSize = 0;
  for (const text of realSources(paths)) {
    if (files.length < manyFiles) files.push({ path: `lib/${files.length}.js`, content: text });
    if (singleSize < singleBytes && text.length < partMaxBytes && !moduleSyntax.test(text)) {
      parts.push(wrap(text));
      singleSize += parts.at(-1).length;
    }
    if (singleSize >= singleBytes && files.length >= manyFiles) break;
  }
  const single = [{ path: "index.js", content: parts.join("") }];
  return {
    single: {
      paths: [write({ name: "single", bytes: pack(single) })],
      megabytes: megabytesOf(single),
      files: 1,
    },
    many: {
      paths: [write({ name: "many", bytes: pack(files) })],
      megabytes: megabytesOf(files),
      files: files.length,
    },
    hostile: { paths: hostilePackages().map(write) },
  };
}

function* realSources(paths) {
  for (const path of paths) {
    for (const entry of readArchive(readFileSync(path)).entries) {
      if (sourceName.test(entry.path)) yield Buffer.from(entry.bytes).toString("utf8");
    }
  }
}

/** As bundlers put a module of CommonJS into a file. */
function wrap(text) {
  return `(function (exports, require, module) {\n${text.replace(/^#!.*/, "")}\n})(exports, require, module);\n`;
}

function pack(files) {
  const content = JSON.stringify({ name: "made", version: "1.0.0", main: "index.js" });
  return buildTarball([{ path: "package.json", content }, ...files]);
}

function megabytesOf(files) {
  return files.reduce((sum, { content }) => sum + content.length, 0) / 1e6;
}
