// Transforms of a whole package: bundling, moved files, moved triggers, payloads elsewhere. Each takes the release that is
// judged with the paths of its telling files, and gives another release, or `undefined` where it does not apply.
import { posix } from "node:path";

/** The transforms by name. */
export function createPackageTransforms(tools) {
  return {
    "bundle-cjs": {
      forHonest: true,
      apply: (release) => bundle(tools, release, { format: "cjs", minify: false }),
    },
    "bundle-esm-minify": {
      forHonest: true,
      apply: (release) => bundle(tools, release, { format: "esm", minify: true }),
    },
    rollup: { forHonest: true, apply: (release) => rollUp(tools, release) },
    "renamed-files": { forHonest: true, apply: renameFiles },
    "hook-to-gyp": { apply: (release) => moveHook(release, toGyp) },
    "hook-to-import": { apply: (release) => moveHook(release, toImport) },
    "hook-to-bin": { apply: (release) => moveHook(release, toBin) },
    "import-to-hook": { apply: importToHook },
    "payload-in-json": { apply: payloadInJson },
    "payload-in-parts": { apply: payloadInParts },
  };
}

const isScript = (path) => /\.[cm]?js$/.test(path);
const mainOf = ({ manifest }) => posix.normalize(manifest.main ?? "index.js");
const isModuleFile = (release, path) =>
  path.endsWith(".mjs") || (release.manifest.type === "module" && !path.endsWith(".cjs"));

function fileOf(release, path) {
  return release.files.find((file) => file.path === path);
}

function replaceFiles(release, changed) {
  const files = new Map(release.files.map((file) => [file.path, file]));
  for (const [path, content] of Object.entries(changed)) {
    if (content === undefined) files.delete(path);
    else files.set(path, { path, content });
  }
  return { ...release, files: [...files.values()] };
}

/** A plugin's parts over files in memory; bare names stay outside. */
function findFile(release, from, specifier) {
  if (!specifier.startsWith(".")) return undefined;
  const base = posix.join(posix.dirname(from), specifier);
  return [base, `${base}.js`, `${base}.cjs`, `${base}.mjs`, `${base}.json`, `${base}/index.js`]
    .map((path) => posix.normalize(path))
    .find((path) => fileOf(release, path) !== undefined);
}

async function bundle({ esbuild }, release, { format, minify }) {
  const entries = entriesOf(release);
  if (entries.length === 0) return undefined;
  const changed = {};
  for (const path of entries) {
    const text = await bundleOne(esbuild, release, path, {
      format: isModuleFile(release, path) ? "esm" : format,
      minify,
    });
    if (text === undefined) return undefined;
    changed[path] = text;
  }
  const isEsm = format === "esm";
  const kept = replaceFiles(release, changed);
  return isEsm && release.manifest.type !== "module"
    ? { ...kept, manifest: { ...kept.manifest, type: "module" } }
    : kept;
}

async function bundleOne(esbuild, release, path, { format, minify }) {
  // A module of CommonJS in one of ECMAScript has nothing of Node's own but its exports.
  if (format === "esm" && /\bmodule\.(?!exports\b)\w/.test(String(fileOf(release, path).content)))
    return undefined;
  const memory = {
    name: "memory",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path: specifier, importer, kind }) => {
        if (kind === "entry-point") return { path: specifier, namespace: "memory" };
        const found = findFile(release, importer, specifier);
        return found === undefined || !/\.(?:[cm]?js|json)$/.test(found)
          ? { path: specifier, external: true }
          : { path: found, namespace: "memory" };
      });
      build.onLoad({ filter: /.*/, namespace: "memory" }, ({ path: found }) => ({
        contents: String(fileOf(release, found).content),
        loader: found.endsWith(".json") ? "json" : "js",
      }));
    },
  };
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: "node",
      format,
      minify,
      plugins: [memory],
      logLevel: "silent",
    });
    return outputFiles[0].text;
  } catch {
    return undefined;
  }
}

/** What something starts: the main file, commands, and files that hooks name. */
function entriesOf(release) {
  const { manifest } = release;
  const bins = typeof manifest.bin === "string" ? [manifest.bin] : Object.values(manifest.bin ?? {});
  const commands = Object.values(manifest.scripts ?? {}).join("\n");
  const named = release.files
    .map(({ path }) => path)
    .filter((path) => isScript(path) && commands.includes(path));
  return [...new Set([mainOf(release), ...bins.map((path) => posix.normalize(path)), ...named])].filter(
    (path) => {
      const content = fileOf(release, path)?.content;
      return isScript(path) && typeof content === "string" && content.length < 1_500_000;
    },
  );
}

async function rollUp({ rollup, commonjs }, release) {
  const path = mainOf(release);
  const content = fileOf(release, path)?.content;
  if (typeof content !== "string" || !isScript(path) || content.length > 300_000) return undefined;
  const memory = {
    name: "memory",
    resolveId: (specifier, importer) => {
      if (importer === undefined) return specifier;
      if (specifier.startsWith("\0")) return null;
      return (
        findFile(release, importer.replace(/^\0|\?.*$/g, ""), specifier) ??
        (specifier.startsWith(".") ? { id: specifier, external: true } : null)
      );
    },
    load: (id) => {
      const found = fileOf(release, id);
      if (found === undefined) return null;
      return id.endsWith(".json") ? `export default ${String(found.content)};` : String(found.content);
    },
  };
  try {
    const built = await rollup.rollup({
      input: path,
      plugins: [memory, commonjs({ transformMixedEsModules: true })],
      onwarn: () => {},
    });
    const { output } = await built.generate({
      format: isModuleFile(release, path) ? "es" : "cjs",
      exports: "auto",
      inlineDynamicImports: true,
    });
    // What is required by a computed name fails when the bundle runs.
    if (output[0].code.includes("Could not dynamically require")) return undefined;
    return replaceFiles(release, { [path]: output[0].code });
  } catch {
    return undefined;
  }
}

/** Telling files get names and folders that say nothing; what names them is rewritten. */
function renameFiles(release, targets) {
  const renamed = new Map(
    targets
      .filter((path) => isScript(path) && posix.basename(path) !== posix.basename(mainOf(release)))
      .map((path, index) => [
        path,
        posix.join(posix.dirname(path), `chunk-${index}a7f${posix.extname(path)}`),
      ]),
  );
  if (renamed.size === 0) return undefined;
  const rewrite = (text) =>
    [...renamed].reduce(
      (result, [from, to]) =>
        result
          .replaceAll(posix.basename(from), posix.basename(to))
          .replaceAll(
            new RegExp(
              `(?<=/)${posix.basename(from, posix.extname(from)).replaceAll(/[.$]/g, "\\$&")}(?=["'])`,
              "g",
            ),
            posix.basename(to),
          ),
      text,
    );
  const { name, version } = release.manifest;
  const manifest = { ...JSON.parse(rewrite(JSON.stringify(release.manifest))), name, version };
  const files = release.files.map((file) => ({
    ...file,
    path: renamed.get(file.path) ?? file.path,
    content:
      typeof file.content === "string" && file.content.length < 1_000_000
        ? rewrite(file.content)
        : file.content,
  }));
  return { ...release, manifest, files };
}

/** The hook that starts a file of the package, and that file. */
function hookOf({ manifest, files }) {
  for (const hook of ["preinstall", "install", "postinstall"]) {
    const named = /^node (?:\.\/)?([\w./-]+\.[cm]?js)(?: \|\| true)?$/.exec(
      manifest.scripts?.[hook] ?? "",
    )?.[1];
    if (named !== undefined && files.some(({ path }) => path === named)) return { hook, file: named };
  }
  return undefined;
}

function moveHook(release, move) {
  const found = hookOf(release);
  if (found === undefined) return undefined;
  const { [found.hook]: _, ...scripts } = release.manifest.scripts;
  return move({ ...release, manifest: { ...release.manifest, scripts } }, found.file);
}

function toGyp(release, file) {
  return replaceFiles(release, {
    "binding.gyp": `{ "targets": [{ "target_name": "addon", "type": "none", "sources": ["<!(node ${file} > /dev/null 2>&1 && echo stub.c)"] }] }\n`,
  });
}

function toImport(release, file) {
  const main = mainOf(release);
  const before = String(fileOf(release, main)?.content ?? "module.exports = {};\n");
  if (main === file) return release;
  const relative = posix.relative(posix.dirname(main), file);
  const specifier = relative.startsWith(".") ? relative : `./${relative}`;
  const line =
    isModuleFile(release, main) || file.endsWith(".mjs")
      ? `import("${specifier}");\n`
      : `require("${specifier}");\n`;
  return replaceFiles(release, { [main]: line + before });
}

function toBin(release, file) {
  const command = posix.basename(release.manifest.name);
  return { ...release, manifest: { ...release.manifest, bin: { [command]: file } } };
}

function importToHook(release, targets) {
  const main = mainOf(release);
  if (
    hookOf(release) !== undefined ||
    !targets.includes(main) ||
    release.manifest.scripts?.postinstall !== undefined
  )
    return undefined;
  return {
    ...release,
    manifest: { ...release.manifest, scripts: { ...release.manifest.scripts, postinstall: `node ${main}` } },
  };
}

/** The telling script goes, encoded, into a JSON file of settings; a loader takes its place. */
function payloadInJson(release, targets) {
  const path = tellingScript(release, targets);
  if (path === undefined) return undefined;
  const data = posix.join(posix.dirname(path), "presets.json");
  const encoded = Buffer.from(fileOf(release, path).content).toString("base64");
  return replaceFiles(release, {
    [path]: `const presets = require("./presets.json");\n\nmodule._compile(Buffer.from(presets.themes.dark.data, "base64").toString("utf8"), __filename);\n`,
    [data]: `${JSON.stringify({ themes: { light: { accent: "#fff" }, dark: { accent: "#000", data: encoded } } })}\n`,
  });
}

/** The telling script goes, encoded, into four modules; a loader joins them. */
function payloadInParts(release, targets) {
  const path = tellingScript(release, targets);
  if (path === undefined) return undefined;
  const encoded = Buffer.from(fileOf(release, path).content).toString("hex");
  const size = Math.ceil(encoded.length / 4);
  const parts = Object.fromEntries(
    [0, 1, 2, 3].map((index) => [
      posix.join(posix.dirname(path), `part${index}.js`),
      `exports.text = "${encoded.slice(index * size, (index + 1) * size)}";\n`,
    ]),
  );
  return replaceFiles(release, {
    ...parts,
    [path]: `const text = ["./part0.js", "./part1.js", "./part2.js", "./part3.js"].map((name) => require(name).text).join("");\n\nnew Function("require", "module", "exports", "__dirname", "__filename", Buffer.from(text, "hex").toString())(require, module, exports, __dirname, __filename);\n`,
  });
}

function tellingScript(release, targets) {
  return targets.find((path) => {
    const content = fileOf(release, path)?.content;
    return (
      path.endsWith(".js") &&
      typeof content === "string" &&
      content.length < 1_500_000 &&
      !isModuleFile(release, path)
    );
  });
}
