// The tools that transform samples: installed once into eval/tools, exact and without their install scripts.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "tools");
const stamp = join(folder, "node_modules", ".lockkeeper-setup");

/** Loads the tools, installing them when the lockfile has changed. Throws when npm fails. */
export function loadTools() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .update(process.version)
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    console.error("Installing the tools that transform samples …");
    const { status } = spawnSync(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      {
        cwd: folder,
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      },
    );
    if (status !== 0) throw new Error("Cannot install the tools of eval/tools: npm ended with an error");
    writeFileSync(stamp, wanted);
  }
  const load = createRequire(join(folder, "package.json"));
  return {
    acorn: load("acorn"),
    commonjs: load("@rollup/plugin-commonjs"),
    esbuild: load("esbuild"),
    obfuscator: load("javascript-obfuscator"),
    rollup: load("@rollup/wasm-node"),
    terser: load("terser"),
    typescript: load("typescript"),
  };
}
