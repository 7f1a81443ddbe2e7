import { join } from "node:path";
import { unreachable } from "@lockkeeper/core";
import type { Client } from "@lockkeeper/clients";

/** How a client is asked for the canary without touching anything of the user's. */
export interface ClientPlan {
  readonly install: readonly string[];
  readonly frozen: readonly string[];
  readonly lockfile: string;
  /** What keeps every script from running, whatever the settings say. */
  readonly withoutScripts: string;
  /** Caches of its own, and nothing printed that nobody reads. */
  readonly env: Readonly<Record<string, string>>;
  /** How the user switches install scripts off for good. */
  readonly scriptsOff: string;
}

/** The plan for a client with its caches below a folder. */
export function planFor(client: Client, caches: string): ClientPlan {
  switch (client.kind) {
    case "npm":
      return {
        install: ["install", "--no-global", "--no-audit", "--no-fund"],
        frozen: ["ci", "--no-global", "--no-audit", "--no-fund"],
        lockfile: "package-lock.json",
        withoutScripts: "--ignore-scripts",
        env: {
          npm_config_cache: join(caches, "npm"),
          npm_config_update_notifier: "false",
          npm_config_fetch_retries: "0",
        },
        scriptsOff: "npm config set ignore-scripts true --location user",
      };
    case "pnpm":
      return pnpmPlan(client, caches);
    case "yarn-classic":
      return {
        install: ["install", "--non-interactive", "--no-progress"],
        frozen: ["install", "--non-interactive", "--no-progress", "--frozen-lockfile"],
        lockfile: "yarn.lock",
        withoutScripts: "--ignore-scripts",
        env: { YARN_CACHE_FOLDER: join(caches, "yarn"), YARN_IGNORE_PATH: "1" },
        scriptsOff: "yarn config set ignore-scripts true",
      };
    case "yarn-berry":
      return {
        install: ["install", "--no-immutable"],
        frozen: ["install", "--immutable"],
        lockfile: "yarn.lock",
        withoutScripts: "--mode=skip-build",
        env: {
          YARN_IGNORE_PATH: "1",
          YARN_GLOBAL_FOLDER: join(caches, "global"),
          YARN_CACHE_FOLDER: join(caches, "cache"),
          YARN_ENABLE_GLOBAL_CACHE: "false",
          YARN_ENABLE_TELEMETRY: "false",
          YARN_ENABLE_COLORS: "false",
          YARN_HTTP_RETRY: "0",
          // Where a package lies must be known, and is no matter of protection.
          YARN_NODE_LINKER: "node-modules",
        },
        scriptsOff: "yarn config set --home enableScripts false",
      };
    case "bun":
      return {
        install: ["install", "--no-progress", "--cache-dir", join(caches, "bun")],
        frozen: ["install", "--no-progress", "--frozen-lockfile", "--cache-dir", join(caches, "bun")],
        lockfile: "bun.lock",
        withoutScripts: "--ignore-scripts",
        env: { BUN_INSTALL_CACHE_DIR: join(caches, "bun") },
        scriptsOff: "write ignoreScripts = true below [install] in ~/.bunfig.toml",
      };
    default:
      return unreachable(client.kind);
  }
}

function pnpmPlan({ major }: Client, caches: string): ClientPlan {
  const store = `--store-dir=${join(caches, "store")}`;
  const prefix = major >= 11 ? "pnpm_config_" : "npm_config_";
  return {
    install: ["install", "--no-frozen-lockfile", store],
    frozen: ["install", "--frozen-lockfile", store],
    lockfile: "pnpm-lock.yaml",
    withoutScripts: "--ignore-scripts",
    env: {
      [`${prefix}cache_dir`]: join(caches, "cache"),
      [`${prefix}state_dir`]: join(caches, "state"),
      [`${prefix}manage_package_manager_versions`]: "false",
      [`${prefix}update_notifier`]: "false",
      [`${prefix}fetch_retries`]: "0",
    },
    scriptsOff:
      major >= 10
        ? "leave its name out of onlyBuiltDependencies (allowBuilds) and dangerouslyAllowAllBuilds off"
        : "pnpm config set ignore-scripts true",
  };
}
