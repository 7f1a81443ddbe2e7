import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../../tests/clients/node_modules/", import.meta.url));
const script = (...path) => [process.execPath, join(installed, ...path)];
const isolated = (home) => ({ npm_config_ignore_scripts: "true", npm_config_cache: join(home, "npm") });

/** Each client: how it is started, what makes its lockfile, and what lists it; in the order in which they are shown. */
export const clients = [
  {
    id: "npm",
    program: script("npm", "bin", "npm-cli.js"),
    lockfile: "package-lock.json",
    install: ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    list: ["ls", "--all", "--json"],
    env: isolated,
    forced: (forced) => ({ overrides: forced }),
  },
  {
    id: "pnpm",
    program: script("pnpm", "bin", "pnpm.cjs"),
    lockfile: "pnpm-lock.yaml",
    install: ["install", "--ignore-scripts", "--no-frozen-lockfile", "--config.confirmModulesPurge=false"],
    list: ["ls", "--json", "--depth", "Infinity", "-r"],
    env: (home) => ({
      ...isolated(home),
      npm_config_store_dir: join(home, "pnpm"),
      npm_config_minimum_release_age: "0",
    }),
    forced: (forced) => ({ pnpm: { overrides: forced } }),
  },
  {
    id: "yarn-berry",
    program: script("@yarnpkg", "cli-dist", "bin", "yarn.js"),
    lockfile: "yarn.lock",
    install: ["install", "--mode=skip-build"],
    list: ["info", "-AR", "--json"],
    env: (home) => ({
      YARN_NODE_LINKER: "node-modules",
      YARN_GLOBAL_FOLDER: join(home, "yarn-4"),
      YARN_ENABLE_SCRIPTS: "false",
      YARN_ENABLE_TELEMETRY: "false",
      YARN_ENABLE_COLORS: "false",
      YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
      // A mirror may lack the newest binaries of some platforms, on which Yarn insists.
      YARN_NPM_MINIMAL_AGE_GATE: "129600",
    }),
    forced: (forced) => ({ resolutions: forced }),
  },
  {
    id: "yarn-classic",
    isPinned: true,
    program: script("yarn", "bin", "yarn.js"),
    lockfile: "yarn.lock",
    install: [
      "install",
      "--ignore-scripts",
      "--ignore-engines",
      "--ignore-platform",
      "--non-interactive",
      "--silent",
    ],
    list: ["list", "--json", "--no-progress"],
    env: (home) => ({ ...isolated(home), YARN_CACHE_FOLDER: join(home, "yarn-1") }),
    forced: (forced) => ({ resolutions: forced }),
  },
  {
    id: "bun",
    program: [join(installed, "@oven", "bun-linux-x64", "bin", "bun")],
    lockfile: "bun.lock",
    install: ["install", "--ignore-scripts"],
    list: ["pm", "ls", "--all"],
    env: (home) => ({ BUN_INSTALL: join(home, "bun"), BUN_INSTALL_CACHE_DIR: join(home, "bun-cache") }),
    forced: (forced) => ({ overrides: forced }),
  },
].map((client) => ({ ...client, isThere: existsSync(client.program.at(-1)) }));
