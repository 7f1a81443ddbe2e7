import type { BypassId, BypassWeight } from "../src/bypass.ts";
import type { LockedEntry } from "../src/locked-bypasses.ts";
import type { Planted } from "./planted-place.ts";
import { elsewhere, firewall } from "./planted-place.ts";

/** The environment that puts every client behind the firewall: what is planted must be found in spite of it. */
export const behind: Readonly<Record<string, string>> = {
  npm_config_registry: `${firewall}/`,
  pnpm_config_registry: `${firewall}/`,
  YARN_REGISTRY: `${firewall}/`,
  YARN_NPM_REGISTRY_SERVER: firewall,
  BUN_CONFIG_REGISTRY: `${firewall}/`,
};

/** A setting that leads past the firewall, and what is to be found of it. */
export interface Trap extends Planted {
  readonly title: string;
  readonly finds: BypassId;
  readonly weight: BypassWeight;
  /** The end of the file's path and the line, or the variable. */
  readonly at: string | undefined;
}

function trap(title: string, finds: readonly [BypassId, BypassWeight, string?], planted: Planted): Trap {
  const [id, weight, at] = finds;
  return { title, finds: id, weight, at, ...planted };
}

/** An entry of a lockfile. */
export function locked(kind: LockedEntry["kind"], resolved: string | undefined, line: number): LockedEntry {
  return { name: "left-pad", version: "1.3.0", kind, resolved, line };
}

const scope = `@fwx:registry=${elsewhere}\n`;
const workspace = `packages: []\nregistries:\n  default: ${elsewhere}\n`;
const ini = `; first\nregistry=${elsewhere}\n`;

/** Settings that send a client elsewhere. */
export const registries: readonly Trap[] = [
  trap("npm: a project's registry, where no variable is set", ["registry-elsewhere", "open", ".npmrc:2"], {
    client: "npm 11.19.1",
    project: { ".npmrc": ini },
  }),
  trap(
    "npm: a project's registry that the environment overrules",
    ["registry-overridden", "noted", ".npmrc:2"],
    {
      client: "npm 11.19.1",
      project: { ".npmrc": ini },
      env: behind,
    },
  ),
  trap("npm: the user's file loses against the project's", ["registry-elsewhere", "open", "app/.npmrc:2"], {
    client: "npm 11.19.1",
    project: { ".npmrc": ini },
    home: { ".npmrc": `registry=${firewall}/\n` },
  }),
  trap("npm: a variable", ["registry-elsewhere", "open", "NPM_CONFIG_REGISTRY"], {
    client: "npm 11.19.1",
    env: { NPM_CONFIG_REGISTRY: elsewhere },
  }),
  trap("npm: nothing at all", ["registry-unset", "open"], { client: "npm 11.19.1" }),
  trap("npm: the global file", ["registry-elsewhere", "open", "npmrc:1"], {
    client: "npm 11.19.1",
    home: { "../node/etc/npmrc": `registry=${elsewhere}\n` },
  }),
  trap("npm: a scope in the project", ["scope-elsewhere", "open", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": scope },
    env: behind,
  }),
  trap("npm: a scope whose address comes from the environment", ["scope-elsewhere", "open", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "@fwx:registry=https://${HOST}/\n" },
    env: { ...behind, HOST: "mirror.example" },
  }),
  trap("npm: a scope among the variables", ["scope-elsewhere", "open", "npm_config_@fwx:registry"], {
    client: "npm 11.19.1",
    env: { ...behind, "npm_config_@fwx:registry": elsewhere },
  }),
  trap("pnpm 10: a scope in the project", ["scope-elsewhere", "open", ".npmrc:1"], {
    client: "pnpm 10.34.9",
    project: { ".npmrc": scope },
    env: behind,
  }),
  trap(
    "pnpm 10: registries.default beats the environment",
    ["registry-elsewhere", "open", "pnpm-workspace.yaml:3"],
    {
      client: "pnpm 10.34.9",
      project: { "pnpm-workspace.yaml": workspace },
      env: behind,
    },
  ),
  trap("pnpm 10: a scope in the workspace's file", ["scope-elsewhere", "open", "pnpm-workspace.yaml:2"], {
    client: "pnpm 10.34.9",
    project: { "pnpm-workspace.yaml": `registries:\n  "@fwx": ${elsewhere}\n` },
    env: behind,
  }),
  trap("pnpm 10: its rc file", ["registry-elsewhere", "open", "rc:1"], {
    client: "pnpm 10.34.9",
    home: { ".config/pnpm/rc": `registry=${elsewhere}\n` },
  }),
  trap(
    "pnpm 12: registries.default, where no variable is set",
    ["registry-elsewhere", "open", "pnpm-workspace.yaml:3"],
    {
      client: "pnpm 12.21.0",
      project: { "pnpm-workspace.yaml": workspace },
    },
  ),
  trap(
    "pnpm 12: registries.default loses against the environment",
    ["registry-overridden", "noted", "pnpm-workspace.yaml:3"],
    {
      client: "pnpm 12.21.0",
      project: { "pnpm-workspace.yaml": workspace },
      env: behind,
    },
  ),
  trap("pnpm 12: it does not heed npm's variables", ["registry-unset", "open"], {
    client: "pnpm 12.21.0",
    env: { npm_config_registry: `${firewall}/` },
  }),
  trap("pnpm 12: its config.yaml", ["registry-elsewhere", "open", "config.yaml:1"], {
    client: "pnpm 12.21.0",
    home: { ".config/pnpm/config.yaml": `registry: ${elsewhere}\n` },
    project: { ".npmrc": `registry=${firewall}/\n` },
  }),
  trap("Yarn 1: an argument in .yarnrc beats the environment", ["registry-elsewhere", "open", ".yarnrc:1"], {
    client: "yarn 1.22.22",
    project: { ".yarnrc": `--install.registry "${elsewhere}"\n` },
    env: behind,
  }),
  trap("Yarn 1: a scope in .yarnrc", ["scope-elsewhere", "open", ".yarnrc:1"], {
    client: "yarn 1.22.22",
    project: { ".yarnrc": `"@fwx:registry" "${elsewhere}"\n` },
    env: behind,
  }),
  trap("Yarn 1: a scope in a file further up", ["scope-elsewhere", "open", "work/.npmrc:1"], {
    client: "yarn 1.22.22",
    project: { "../.npmrc": scope },
    env: behind,
  }),
  trap("Yarn 1: .yarnrc, where no variable is set", ["registry-elsewhere", "open", ".yarnrc:1"], {
    client: "yarn 1.22.22",
    project: { ".yarnrc": `registry "${elsewhere}"\n` },
  }),
  trap("Berry: a scope", ["scope-elsewhere", "open", ".yarnrc.yml:3"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": `npmScopes:\n  fwx:\n    npmRegistryServer: "${elsewhere}"\n` },
    env: behind,
  }),
  trap("Berry: a scope in a file further up", ["scope-elsewhere", "open", "work/.yarnrc.yml:3"], {
    client: "yarn 4.18.1",
    project: { "../.yarnrc.yml": `npmScopes:\n  fwx:\n    npmRegistryServer: "${elsewhere}"\n` },
    env: behind,
  }),
  trap("Berry: the server, where no variable is set", ["registry-elsewhere", "open", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": `npmRegistryServer: "\${MIRROR:-${elsewhere}}"\n` },
  }),
  trap("Berry: npm's variables say nothing to it", ["registry-unset", "open"], {
    client: "yarn 4.18.1",
    env: { npm_config_registry: `${firewall}/`, YARN_REGISTRY: `${firewall}/` },
  }),
  trap("Berry: another registry for audits", ["audit-elsewhere", "noted", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": `npmAuditRegistry: ${elsewhere}\n` },
    env: behind,
  }),
  trap(
    "Bun: the project's bunfig, where no variable is set",
    ["registry-elsewhere", "open", "bunfig.toml:2"],
    {
      client: "bun 1.4.5",
      project: { "bunfig.toml": `[install]\nregistry = "${elsewhere}"\n` },
    },
  ),
  trap("Bun: a registry with a token", ["registry-elsewhere", "open", "bunfig.toml:2"], {
    client: "bun 1.4.5",
    project: { "bunfig.toml": `[install.registry]\nurl = "${elsewhere}"\ntoken = "secret"\n` },
  }),
  trap("Bun: a scope in bunfig", ["scope-elsewhere", "open", "bunfig.toml:2"], {
    client: "bun 1.4.5",
    project: { "bunfig.toml": `[install.scopes]\nfwx = "${elsewhere}"\n` },
    env: behind,
  }),
  trap("Bun: a scope in .npmrc", ["scope-elsewhere", "open", ".npmrc:1"], {
    client: "bun 1.4.5",
    project: { ".npmrc": scope },
    env: behind,
  }),
];

/** Everything else that settings, files of the project and caches do. */
export const others: readonly Trap[] = [
  trap("npm: a proxy of the project", ["proxy", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "https-proxy=http://proxy.example:3128/\n" },
    env: behind,
  }),
  trap("Berry: a proxy for one host", ["proxy", "doubtful", ".yarnrc.yml:3"], {
    client: "yarn 4.18.1",
    project: {
      ".yarnrc.yml": "networkSettings:\n  '*.example':\n    httpsProxy: http://proxy.example:3128\n",
    },
    env: behind,
  }),
  trap("the environment's proxy", ["proxy", "noted", "HTTPS_PROXY"], {
    client: "npm 11.19.1",
    env: { ...behind, HTTPS_PROXY: "http://proxy.example:3128/" },
  }),
  trap("npm: certificates unchecked", ["tls-off", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "strict-ssl=false\n" },
    env: behind,
  }),
  trap("Node: certificates unchecked", ["tls-off", "doubtful", "NODE_TLS_REJECT_UNAUTHORIZED"], {
    client: "bun 1.4.5",
    env: { ...behind, NODE_TLS_REJECT_UNAUTHORIZED: "0" },
  }),
  trap("npm: an authority of the project", ["own-authorities", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "cafile=./ca.pem\n" },
    env: behind,
  }),
  trap("npm: other user settings", ["settings-moved", "noted", "NPM_CONFIG_USERCONFIG"], {
    client: "npm 11.19.1",
    env: { ...behind, NPM_CONFIG_USERCONFIG: "/elsewhere/npmrc" },
  }),
  trap("npm: tarballs from the hosts of the lockfile", ["hosts-kept", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "replace-registry-host=never\n" },
    env: behind,
  }),
  trap("npm: offline", ["offline", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "prefer-offline=true\n" },
    env: behind,
  }),
  trap("Yarn 1: a mirror on the disk", ["offline", "doubtful", ".yarnrc:1"], {
    client: "yarn 1.22.22",
    project: { ".yarnrc": 'yarn-offline-mirror "./mirror"\n' },
    env: behind,
  }),
  trap("npm: a cache that the project brings", ["project-cache", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "cache=./.cache\n" },
    env: behind,
  }),
  trap("pnpm: a store that the project brings", ["project-cache", "doubtful", "pnpm-workspace.yaml:1"], {
    client: "pnpm 10.34.9",
    project: { "pnpm-workspace.yaml": "storeDir: ./store\n" },
    env: behind,
  }),
  trap("Berry: a Yarn of the project's own", ["project-client", "doubtful", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.18.1.cjs\n" },
    env: behind,
  }),
  trap("Yarn 1: a Yarn of the project's own", ["project-client", "doubtful", ".yarnrc:1"], {
    client: "yarn 1.22.22",
    project: { ".yarnrc": 'yarn-path ".yarn/releases/yarn.cjs"\n' },
    env: behind,
  }),
  trap("another client in the manifest", ["project-client", "noted", "package.json:2"], {
    client: "npm 11.19.1",
    project: { "package.json": '{\n  "packageManager": "pnpm@9.0.0"\n}\n' },
    env: behind,
  }),
  trap("another version in the manifest", ["project-client", "doubtful", "package.json:2"], {
    client: "pnpm 10.34.9",
    project: { "package.json": '{\n  "packageManager": "pnpm@9.0.0"\n}\n' },
    env: behind,
  }),
  trap("npm: a program of the project", ["project-code", "doubtful", ".npmrc:1"], {
    client: "npm 11.19.1",
    project: { ".npmrc": "git=./evil.sh\n" },
    env: behind,
  }),
  trap("Berry: plugins", ["project-code", "doubtful", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": "plugins:\n  - .yarn/plugins/evil.cjs\n" },
    env: behind,
  }),
  trap("Berry: plugins with a path", ["project-code", "doubtful", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": "plugins:\n  - path: .yarn/plugins/evil.cjs\n    spec: evil\n" },
    env: behind,
  }),
  trap("pnpm: a pnpmfile", ["project-code", "doubtful", ".pnpmfile.cjs"], {
    client: "pnpm 10.34.9",
    project: { ".pnpmfile.cjs": "" },
    env: behind,
  }),
  trap("Bun: a scanner", ["project-code", "doubtful", "bunfig.toml:2"], {
    client: "bun 1.4.5",
    project: { "bunfig.toml": '[install.security]\nscanner = "evil"\n' },
    env: behind,
  }),
  trap("Berry: a cache that is checked in", ["cache-in-project", "doubtful", ".yarn/cache"], {
    client: "yarn 4.18.1",
    project: { ".yarn/cache/left-pad.zip": "" },
    env: behind,
  }),
  trap("pnpm: every script allowed", ["scripts-allowed", "doubtful", "pnpm-workspace.yaml:1"], {
    client: "pnpm 12.21.0",
    project: { "pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true\n" },
    env: behind,
  }),
  trap("Berry: every script allowed", ["scripts-allowed", "doubtful", ".yarnrc.yml:1"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": "enableScripts: true\n" },
    env: behind,
  }),
  trap(
    "Berry: an old lockfile, whose project Yarn migrates",
    ["scripts-migrated", "doubtful", "yarn.lock:3"],
    {
      client: "yarn 4.18.1",
      project: { "yarn.lock": "# generated\n__metadata:\n  version: 8\n  cacheKey: 10c0\n" },
      env: behind,
    },
  ),
  trap("npm: minutes where days are counted", ["cooldown-unit", "noted", ".npmrc:1"], {
    client: "npm 11.19.1",
    home: { ".npmrc": "min-release-age=1440\n" },
    env: behind,
  }),
  trap("pnpm: days where minutes are counted", ["cooldown-unit", "noted", "pnpm-workspace.yaml:1"], {
    client: "pnpm 12.21.0",
    project: { "pnpm-workspace.yaml": "minimumReleaseAge: 3\n" },
    env: behind,
  }),
  trap("a file that cannot be understood", ["settings-unreadable", "doubtful", ".yarnrc.yml"], {
    client: "yarn 4.18.1",
    project: { ".yarnrc.yml": "a: [b\n" },
    env: behind,
  }),
  trap("a dependency from a repository", ["exotic-dependency", "open", "package.json:3"], {
    client: "npm 11.19.1",
    project: { "package.json": '{\n  "dependencies": {\n    "a": "github:evil/a"\n  }\n}\n' },
    env: behind,
  }),
  trap("a dependency from the disk", ["exotic-dependency", "noted", "package.json:3"], {
    client: "npm 11.19.1",
    project: { "package.json": '{\n  "dependencies": {\n    "a": "file:../a"\n  }\n}\n' },
    env: behind,
  }),
  trap("npm: a cache filled elsewhere", ["warm-cache", "doubtful", "home/.npm"], {
    client: "npm 11.19.1",
    home: {
      ".npm/_cacache/index-v5/aa/bb/cc": `\nhash\t{"key":"make-fetch-happen:request-cache:${elsewhere}a/-/a-1.tgz"}`,
    },
    env: behind,
  }),
  trap("npx: a program that was started before", ["warm-cache", "doubtful", "home/.npm/_npx"], {
    client: "npm 11.19.1",
    home: { ".npm/_npx/0a1b/package.json": "{}" },
    env: behind,
  }),
  trap("pnpm dlx: a program that was started before", ["warm-cache", "doubtful", "pnpm/dlx"], {
    client: "pnpm 10.34.9",
    home: { ".cache/pnpm/dlx/0a1b/pkg/package.json": "{}" },
    env: behind,
  }),
  trap("Yarn 1: a warm cache", ["warm-cache", "doubtful", "home/.cache/yarn"], {
    client: "yarn 1.22.22",
    home: { ".cache/yarn/v6/npm-a-1.0.0/x": "" },
    env: behind,
  }),
  trap("pnpm: a warm store", ["warm-cache", "doubtful", "pnpm/store"], {
    client: "pnpm 10.34.9",
    home: { ".local/share/pnpm/store/v10/files/00/aa": "" },
    env: behind,
  }),
  trap("Berry: a warm cache", ["warm-cache", "doubtful", "home/.yarn/berry"], {
    client: "yarn 4.18.1",
    home: { ".yarn/berry/cache/a.zip": "" },
    env: behind,
  }),
  trap("Bun: a warm cache", ["warm-cache", "doubtful", "install/cache"], {
    client: "bun 1.4.5",
    home: { ".bun/install/cache/a@1.0.0/package.json": "" },
    env: behind,
  }),
];

/** A tarball that the firewall does not serve. */
export const url = `${elsewhere}left-pad/-/left-pad-1.3.0.tgz`;
/** Entries of lockfiles. */
export const lockfileTraps: readonly Trap[] = [
  trap("Yarn 1 takes every address as it stands", ["locked-elsewhere", "open", "yarn.lock:7"], {
    client: "yarn 1.22.22",
    env: behind,
    lockfiles: [{ file: "/app/yarn.lock", kind: "yarn-classic", packages: [locked("registry", url, 7)] }],
  }),
  trap("npm takes a foreign address", ["locked-elsewhere", "open", "package-lock.json:9"], {
    client: "npm 11.19.1",
    env: behind,
    lockfiles: [{ file: "/app/package-lock.json", kind: "npm", packages: [locked("registry", url, 9)] }],
  }),
  trap("Bun takes a foreign address", ["locked-elsewhere", "open", "bun.lock:3"], {
    client: "bun 1.4.5",
    env: behind,
    lockfiles: [{ file: "/app/bun.lock", kind: "bun", packages: [locked("registry", url, 3)] }],
  }),
  trap("pnpm takes a tarball's address", ["locked-elsewhere", "open", "pnpm-lock.yaml:5"], {
    client: "pnpm 10.34.9",
    env: behind,
    lockfiles: [{ file: "/app/pnpm-lock.yaml", kind: "pnpm", packages: [locked("registry", url, 5)] }],
  }),
  trap("Berry takes an archive's address", ["locked-elsewhere", "open", "yarn.lock:5"], {
    client: "yarn 4.18.1",
    env: behind,
    lockfiles: [{ file: "/app/yarn.lock", kind: "yarn-berry", packages: [locked("tarball", url, 5)] }],
  }),
  trap("a repository in the lockfile", ["exotic-dependency", "open", "package-lock.json:2"], {
    client: "npm 11.19.1",
    env: behind,
    lockfiles: [
      {
        file: "/app/package-lock.json",
        kind: "npm",
        packages: [locked("git", "git+ssh://git@git.example/a.git#abc", 2)],
      },
    ],
  }),
];
