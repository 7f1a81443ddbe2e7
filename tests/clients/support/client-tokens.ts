import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClientId } from "./clients.ts";
import type { Workplace } from "./workplace.ts";

/** A file of the user, relative to the home folder, and what stands in it. */
export interface UserSetting {
  readonly file: string;
  readonly text: (origin: string) => string;
}

/** The variable that the settings take the token from, so that no file holds it. */
export const tokenVariable = "LOCKKEEPER_TOKEN";

/** How each client is told to send a token with every request: what docs/tokens.md says to write. */
export const tokenSettings: Readonly<Record<ClientId, UserSetting>> = {
  npm: { file: "empty-npmrc", text: npmrc },
  "pnpm-10": { file: "empty-npmrc", text: npmrc },
  "pnpm-12": { file: ".npmrc", text: npmrc },
  // Without it, Yarn 1 sends a token for scoped packages alone.
  "yarn-1": {
    file: "empty-npmrc",
    text: (origin) => `${npmrc(origin)}${withoutScheme(origin)}/:always-auth=true\n`,
  },
  "yarn-berry": { file: ".yarnrc.yml", text: yarnrc },
  bun: { file: ".npmrc", text: npmrc },
};

/** How each client is told to believe a private authority; appended to the setting of the token. */
export const authoritySettings: Readonly<Record<ClientId, (caFile: string) => string>> = {
  npm: cafile,
  "pnpm-10": cafile,
  "pnpm-12": cafile,
  "yarn-1": cafile,
  "yarn-berry": (caFile) => `httpsCaFilePath: "${caFile}"\n`,
  bun: cafile,
};

/** How a client takes a token from variables alone, for pipelines; Yarn 1 and pnpm 10 need a file. */
export const tokenVariables: ReadonlyMap<
  ClientId,
  (origin: string, token: string) => Readonly<Record<string, string>>
> = new Map([
  ["npm", (origin, token) => ({ [`npm_config_//${new URL(origin).host}/:_authToken`]: token })],
  ["pnpm-12", (origin, token) => ({ [`pnpm_config_//${new URL(origin).host}/:_authToken`]: token })],
  ["yarn-berry", (_origin, token) => ({ YARN_NPM_AUTH_TOKEN: token, YARN_NPM_ALWAYS_AUTH: "true" })],
  ["bun", (_origin, token) => ({ BUN_CONFIG_TOKEN: token })],
]);

/** Settings that look enough and are not: without its second line the client sends no token for unscoped packages. */
export const insufficientSettings: ReadonlyMap<ClientId, UserSetting> = new Map([
  ["yarn-1", { file: "empty-npmrc", text: npmrc }],
  [
    "yarn-berry",
    { file: ".yarnrc.yml", text: (origin) => yarnrc(origin).replace(/^.*npmAlwaysAuth.*\n/m, "") },
  ],
]);

/** What a client's settings are about. */
export interface UserSettingOptions {
  readonly origin: string;
  readonly caFile?: string;
}

/** Writes a client's settings into a workplace's home. */
export async function writeUserSettings(
  { home }: Workplace,
  client: ClientId,
  { origin, caFile }: UserSettingOptions,
): Promise<void> {
  const { file, text } = tokenSettings[client];
  const authority = caFile === undefined ? "" : authoritySettings[client](caFile);
  await writeFile(join(home, file), `${text(origin)}${authority}`, { mode: 0o600 });
}

function npmrc(origin: string): string {
  return `${withoutScheme(origin)}/:_authToken=\${${tokenVariable}}\n`;
}

/** Bound to the address, so that the token goes nowhere else. */
function yarnrc(origin: string): string {
  return [
    "npmRegistries:",
    `  "${withoutScheme(origin)}":`,
    "    npmAlwaysAuth: true",
    `    npmAuthToken: "\${${tokenVariable}:-}"`,
    "",
  ].join("\n");
}

/** Host, port and path, as the keys of settings name a registry. */
function withoutScheme(origin: string): string {
  return origin.replace(/^https?:/, "");
}

function cafile(caFile: string): string {
  return `cafile=${caFile}\n`;
}
