import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package managers that must work. */
export type ClientId = "npm" | "pnpm-10" | "pnpm-12" | "yarn-1" | "yarn-berry" | "bun";

/** A file in the project that points a client at a registry. */
export interface SettingsFile {
  readonly name: string;
  readonly text: (origin: string) => string;
}

/** One package manager: how it is started, pointed at a registry and told what to do. */
export interface Client {
  readonly id: ClientId;
  readonly title: string;
  /** What a person types to start it. */
  readonly command: string;
  /** The program and its first arguments. */
  readonly program: readonly [string, ...string[]];
  readonly lockfile: string;
  readonly add: readonly string[];
  readonly install: readonly string[];
  readonly frozen: readonly string[];
  /** Runs a package that is not installed; Yarn 1 has no such command. */
  readonly dlx: readonly string[] | undefined;
  /** Whether the lockfile holds the address of each tarball. */
  readonly locksUrls: boolean;
  /** The environment that points it at a registry. */
  readonly pointing: (origin: string) => Readonly<Record<string, string>>;
  /** The file that does so too, for a whole project. */
  readonly settings: SettingsFile;
  /** Everything else that makes a run private. */
  readonly isolation: (home: string) => Readonly<Record<string, string>>;
  /** Switches off the client's own minimum age of versions, so that what is seen is the firewall's doing. */
  readonly withoutCooldown: Readonly<Record<string, string>>;
}

const installed = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules");

function script(...path: readonly string[]): readonly [string, string] {
  return [process.execPath, join(installed, ...path)];
}

const npmrc: SettingsFile = { name: ".npmrc", text: (origin) => `registry=${origin}/\n` };

const npm: Client = {
  id: "npm",
  title: "npm 11.19.1",
  command: "npm",
  program: script("npm", "bin", "npm-cli.js"),
  lockfile: "package-lock.json",
  add: ["install"],
  install: ["install"],
  frozen: ["ci"],
  dlx: ["exec", "--yes", "--"],
  locksUrls: true,
  pointing: (origin) => ({ npm_config_registry: `${origin}/` }),
  settings: npmrc,
  isolation: isolateNpm,
  withoutCooldown: {},
};

const pnpm10: Client = {
  id: "pnpm-10",
  title: "pnpm 10.34.9",
  command: "pnpm",
  program: script("pnpm", "bin", "pnpm.cjs"),
  lockfile: "pnpm-lock.yaml",
  add: ["add"],
  install: ["install"],
  frozen: ["install", "--frozen-lockfile"],
  dlx: ["dlx"],
  locksUrls: false,
  pointing: (origin) => ({ npm_config_registry: `${origin}/` }),
  settings: npmrc,
  isolation: isolateNpm,
  withoutCooldown: { npm_config_minimum_release_age: "0" },
};

const pnpm12: Client = {
  ...pnpm10,
  id: "pnpm-12",
  title: "pnpm 12.21.0",
  program: [join(installed, "@pnpm", "exe.linux-x64", "pnpm")],
  pointing: (origin) => ({ pnpm_config_registry: `${origin}/` }),
  isolation: () => ({ pnpm_config_ignore_scripts: "true" }),
  withoutCooldown: { pnpm_config_minimum_release_age: "0" },
};

const yarn1: Client = {
  id: "yarn-1",
  title: "Yarn 1.22.22",
  command: "yarn",
  program: script("yarn", "bin", "yarn.js"),
  lockfile: "yarn.lock",
  add: ["add"],
  install: ["install"],
  frozen: ["install", "--frozen-lockfile"],
  dlx: undefined,
  locksUrls: true,
  pointing: (origin) => ({ npm_config_registry: `${origin}/`, YARN_REGISTRY: `${origin}/` }),
  settings: { name: ".yarnrc", text: (origin) => `registry "${origin}/"\n` },
  isolation: (home) => ({
    ...isolateNpm(home),
    // As root, Yarn 1 caches outside HOME.
    YARN_CACHE_FOLDER: join(home, "yarn-cache"),
    YARN_IGNORE_SCRIPTS: "true",
  }),
  withoutCooldown: {},
};

const yarnBerry: Client = {
  id: "yarn-berry",
  title: "Yarn 4.18.1",
  command: "yarn",
  program: script("@yarnpkg", "cli-dist", "bin", "yarn.js"),
  lockfile: "yarn.lock",
  add: ["add"],
  install: ["install"],
  frozen: ["install", "--immutable"],
  dlx: ["dlx"],
  locksUrls: false,
  pointing: (origin) => ({
    YARN_NPM_REGISTRY_SERVER: origin,
    YARN_UNSAFE_HTTP_WHITELIST: new URL(origin).hostname,
  }),
  settings: {
    name: ".yarnrc.yml",
    text: (origin) =>
      `npmRegistryServer: "${origin}"\nunsafeHttpWhitelist:\n  - "${new URL(origin).hostname}"\n`,
  },
  isolation: (home) => ({
    YARN_NODE_LINKER: "node-modules",
    YARN_GLOBAL_FOLDER: join(home, "yarn-global"),
    YARN_CACHE_FOLDER: join(home, "yarn-cache"),
    YARN_ENABLE_GLOBAL_CACHE: "false",
    YARN_ENABLE_SCRIPTS: "false",
    YARN_ENABLE_TELEMETRY: "false",
    YARN_ENABLE_COLORS: "false",
  }),
  withoutCooldown: { YARN_NPM_MINIMAL_AGE_GATE: "0" },
};

const bun: Client = {
  id: "bun",
  title: "Bun 1.4.5",
  command: "bun",
  program: [join(installed, "@oven", "bun-linux-x64", "bin", "bun")],
  lockfile: "bun.lock",
  add: ["add", "--ignore-scripts"],
  install: ["install", "--ignore-scripts"],
  frozen: ["install", "--ignore-scripts", "--frozen-lockfile"],
  dlx: ["x"],
  locksUrls: true,
  pointing: (origin) => ({ BUN_CONFIG_REGISTRY: `${origin}/` }),
  settings: { name: "bunfig.toml", text: (origin) => `[install]\nregistry = "${origin}/"\n` },
  isolation: (home) => ({ BUN_INSTALL: join(home, "bun"), BUN_INSTALL_CACHE_DIR: join(home, "bun-cache") }),
  withoutCooldown: {},
};

/** Every client under test, exactly as pinned in this folder's lockfile. */
export const clients: readonly Client[] = [npm, pnpm10, pnpm12, yarn1, yarnBerry, bun];

/** The client of that id. */
export function clientOf(id: ClientId): Client {
  const client = clients.find((candidate) => candidate.id === id);
  if (client === undefined) throw new TypeError(`There is no client "${id}"`);
  return client;
}

/** npm and those that read its settings: neither a user's nor a machine's file may say anything. */
function isolateNpm(home: string): Readonly<Record<string, string>> {
  return {
    npm_config_userconfig: join(home, "empty-npmrc"),
    npm_config_globalconfig: join(home, "empty-global-npmrc"),
    npm_config_ignore_scripts: "true",
  };
}
