// Makes one file of the sweep that runs with Node alone: node scripts/bundle-sweep.mjs [FILE]
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const file = resolve(process.argv[2] ?? join(root, "dist", "lockkeeper-sweep.mjs"));
const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));

const entry = join(root, "packages/cli/src/sweep/standalone.ts");
const start = "\0sweep-start";
const bundle = await rolldown({
  input: start,
  platform: "node",
  // The sources themselves, so that no build has to come first.
  resolve: { conditionNames: ["@lockkeeper/source", "node", "import"] },
  treeshake: { moduleSideEffects: (id) => id === start },
  plugins: [
    {
      name: "sweep-start",
      resolveId: (id) => (id === start ? id : undefined),
      load: (id) =>
        id === start
          ? `import { runStandalone } from ${JSON.stringify(entry)};
process.exitCode = await runStandalone(process.argv.slice(2), ${JSON.stringify(version)});`
          : undefined,
    },
  ],
  onLog: (level, log) => {
    if (level === "warn") throw new Error(`Cannot bundle the sweep as rolldown warns: ${log.message}`);
  },
});
const { output } = await bundle.generate({
  format: "esm",
  codeSplitting: false,
  banner: "#!/usr/bin/env node\n// Lockkeeper's sweep, Apache-2.0. Made by scripts/bundle-sweep.mjs.",
});
await bundle.close();
const [chunk, ...others] = output;
const foreign = chunk.imports.filter((name) => !name.startsWith("node:"));
if (others.length > 0 || foreign.length > 0)
  throw new Error(`Cannot bundle the sweep as it needs more than Node: ${foreign.join(", ")}`);

await mkdir(dirname(file), { recursive: true });
const temporary = `${file}.tmp`;
try {
  await writeFile(temporary, chunk.code, { mode: 0o755 });
  await rename(temporary, file);
} finally {
  await rm(temporary, { force: true });
}
console.log(`${file}  ${Buffer.byteLength(chunk.code)} bytes`);
