import { commandOf } from "@lockkeeper/clients";
import type { ClientKind } from "@lockkeeper/clients";
import type { GraphSource } from "@lockkeeper/lockfile";

const plainName = /^(?:@[a-z0-9][a-z0-9._-]{0,100}\/)?[a-z0-9][a-z0-9._-]{0,100}$/i;
const plainVersion = /^\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.-]{1,100})?$/;
const clients: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn-classic", "yarn-berry", "bun"]);

/** The client whose file a graph was read from; npm for what is no lockfile. */
export function clientOf(source: GraphSource): ClientKind {
  return isClient(source) ? source : "npm";
}

function isClient(source: GraphSource): source is ClientKind {
  return clients.has(source);
}

/** The command that takes a version of a direct dependency; `undefined` for names that a shell could misread. */
export function takeCommand(client: ClientKind, name: string, version: string): string | undefined {
  if (!plainName.test(name) || !plainVersion.test(version)) return undefined;
  const words = { npm: "install", pnpm: "add", yarn: "add", bun: "add" } as const;
  const command = commandOf(client);
  return `${command} ${words[command]} ${name}@${version}`;
}

/** The command that takes the newest version in the declared range, also of a transitive dependency. */
export function updateCommand(client: ClientKind, name: string): string | undefined {
  if (!plainName.test(name)) return undefined;
  switch (client) {
    case "npm":
      return `npm update ${name}`;
    case "pnpm":
      return `pnpm update --depth Infinity ${name}`;
    case "yarn-classic":
      return `yarn upgrade ${name}`;
    case "yarn-berry":
      return `yarn up -R ${name}`;
    case "bun":
      return `bun update ${name}`;
    default:
      return undefined;
  }
}

/** The words that force a version on a transitive dependency, by the client. */
export function overrideAdvice(client: ClientKind, name: string, version: string): string {
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(version)}`;
  if (client === "pnpm") return `add ${entry} to the overrides of pnpm-workspace.yaml or package.json`;
  const field = client === "yarn-classic" || client === "yarn-berry" ? "resolutions" : "overrides";
  return `add ${entry} to "${field}" in package.json`;
}

/** The command that writes a lockfile anew from the manifest. */
export function relockCommand(client: ClientKind): string {
  const commands = {
    npm: "npm install --package-lock-only --ignore-scripts",
    pnpm: "pnpm install --lockfile-only --ignore-scripts",
    "yarn-classic": "yarn install --ignore-scripts",
    "yarn-berry": "yarn install --mode update-lockfile",
    bun: "bun install --lockfile-only --ignore-scripts",
  } as const;
  return commands[client];
}

/** The command that installs what is locked, and nothing else. */
export function reinstallCommand(client: ClientKind): string {
  const commands = {
    npm: "npm ci --ignore-scripts",
    pnpm: "pnpm install --frozen-lockfile --ignore-scripts",
    "yarn-classic": "yarn install --frozen-lockfile --ignore-scripts",
    "yarn-berry": "yarn install --immutable --mode skip-build",
    bun: "bun install --frozen-lockfile --ignore-scripts",
  } as const;
  return commands[client];
}
