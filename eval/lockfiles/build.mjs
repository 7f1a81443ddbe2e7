import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const timeout = 900_000;
const maxBuffer = 400_000_000;

/** Makes a project with a client once, installed without scripts, and its own listing beside it; says what failed. */
export function buildProject({ root, name, application, client, registry }) {
  const folder = join(root, name, client.id);
  const listing = join(folder, "listing.txt");
  if (existsSync(listing)) return { folder, listing };
  writeManifests(folder, name, application, client);
  const made = run(client, client.install, { root, folder, registry });
  if (made.status !== 0 || !existsSync(join(folder, client.lockfile))) {
    return { folder, failure: `install: ${lastLines(made)}` };
  }
  const listed = run(client, client.list, { root, folder, registry });
  // npm and pnpm leave with 1 when they have something to complain about.
  if (listed.stdout.length === 0) return { folder, failure: `list: ${lastLines(listed)}` };
  writeFileSync(listing, listed.stdout);
  return { folder, listing };
}

function writeManifests(folder, name, { manifest, forced, members = {} }, client) {
  const folders = Object.keys(members);
  const pins = client.isPinned ? pinsBeside(folder) : {};
  const all = { ...pins, ...forced };
  const project = {
    name: `app-${name}`,
    version: "0.0.0",
    private: true,
    ...withPins(manifest, pins),
    ...(folders.length === 0 || client.id === "pnpm" ? {} : { workspaces: folders }),
    ...(Object.keys(all).length === 0 ? {} : client.forced(all)),
  };
  writeJson(
    join(folder, "package.json"),
    client.id === "pnpm" ? withWorkspaceProtocol(project, members) : project,
  );
  for (const [path, member] of Object.entries(members)) {
    const content = client.id === "pnpm" ? withWorkspaceProtocol(member, members) : member;
    writeJson(join(folder, path, "package.json"), content);
  }
  // Without a lockfile of its own, Yarn takes a folder for part of a project further up.
  if (client.id === "yarn-berry" && !existsSync(join(folder, "yarn.lock")))
    writeFileSync(join(folder, "yarn.lock"), "");
  if (client.id === "pnpm")
    writeFileSync(join(folder, "pnpm-workspace.yaml"), `packages: ${JSON.stringify(folders)}\n`);
}

function writeJson(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

function withWorkspaceProtocol(manifest, members) {
  const names = new Set(Object.values(members).map(({ name }) => name));
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
    name,
    names.has(name) ? "workspace:*" : range,
  ]);
  return { ...manifest, dependencies: Object.fromEntries(dependencies) };
}

/**
 * The versions that Yarn 4 chose for the same application with its minimum age: Yarn 1 has none, and insists on binaries of
 * every platform, the newest of which a mirror may lack.
 */
function pinsBeside(folder) {
  const lock = readFileSync(join(dirname(folder), "yarn-berry", "yarn.lock"), "utf8");
  const versions = new Map();
  for (const [, name, version] of lock.matchAll(/^ {2}resolution: "(@?[^@"]+)@npm:([^":]+)"$/gm)) {
    const other = versions.has(name) ? versions.get(name) : version;
    // Of several of one major the last one serves all; of several majors each has its users.
    versions.set(name, other?.split(".", 1)[0] === version.split(".", 1)[0] ? version : undefined);
  }
  return Object.fromEntries([...versions].filter(([, version]) => version !== undefined));
}

function withPins(manifest, pins) {
  const pinned = (group) =>
    Object.fromEntries(
      Object.entries(group).map(([name, range]) => [
        name,
        range.includes(":") ? range : (pins[name] ?? range),
      ]),
    );
  return Object.fromEntries(Object.entries(manifest).map(([field, group]) => [field, pinned(group)]));
}

function run({ program: [command, ...first], env }, args, { root, folder, registry }) {
  const home = join(root, ".home");
  mkdirSync(home, { recursive: true });
  return spawnSync("nice", ["-n", "19", command, ...first, ...args], {
    cwd: folder,
    encoding: "utf8",
    timeout,
    maxBuffer,
    env: {
      ...process.env,
      CI: "",
      npm_config_registry: registry,
      YARN_REGISTRY: registry,
      YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ""),
      BUN_CONFIG_REGISTRY: registry,
      ...env(home),
    },
  });
}

function lastLines({ stdout = "", stderr = "", error }) {
  const text = `${stdout.slice(-600)}\n${stderr.slice(-600)}${error === undefined ? "" : String(error)}`;
  return text.trim().split("\n").slice(-6).join(" | ");
}

/** The registry that npm is configured with. */
export function configuredRegistry() {
  const { stdout } = spawnSync("npm", ["config", "get", "registry", "--loglevel=silent"], {
    encoding: "utf8",
  });
  return stdout.trim();
}
