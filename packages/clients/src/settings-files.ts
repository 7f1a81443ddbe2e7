import { dirname, isAbsolute, join } from "node:path";
import { unreachable } from "@lockkeeper/core";
import type { Client } from "./client-kind.ts";
import type { Variables } from "./expand-variables.ts";
import type { SettingLevel } from "./setting.ts";

/** The forms of settings files. */
export type SettingsFormat = "ini" | "yarnrc" | "yaml" | "toml" | "manifest";

/** A file in which a client looks for settings, whether it is there or not. */
export interface SettingsFile {
  readonly file: string;
  readonly format: SettingsFormat;
  readonly level: SettingLevel;
}

/** Where a client runs: everything that decides which files it reads. Paths are absolute. */
export interface ClientPlace {
  readonly folder: string;
  /** The topmost folder of the project: where its repository begins, a lockfile lies or workspaces are declared. */
  readonly workspaceRoot: string;
  /** The folder whose files npm and Bun read: the one that names this folder among its workspaces; the folder itself unless told. */
  readonly npmRoot?: string;
  /** The folder of `pnpm-workspace.yaml`; the folder itself unless told. */
  readonly pnpmRoot?: string;
  readonly home: string;
  readonly env: Variables;
  readonly platform: string;
  /** The folder that Node was installed to, whose `etc/npmrc` npm reads. */
  readonly nodePrefix: string;
  /** Whether the client runs as the system's administrator. */
  readonly isRoot?: boolean;
}

/** The files that a client reads, those that win first. */
export function settingsFiles(client: Client, place: ClientPlace): readonly SettingsFile[] {
  switch (client.kind) {
    case "npm":
      return [
        ...filesIn([place.npmRoot ?? place.folder], [".npmrc", "package.json"], "project"),
        ...npmUserFiles(place),
      ];
    case "pnpm":
      return pnpmFiles(client, place);
    case "yarn-classic":
      return yarnClassicFiles(place);
    case "yarn-berry":
      return [...everyFolderFiles(place, [".yarnrc.yml"]), ...projectFiles(place, ["package.json"])];
    case "bun":
      return bunFiles(place);
    default:
      return unreachable(client.kind);
  }
}

/** The folders of a project that clients may read, nearest first. */
export function projectFolders({ folder, workspaceRoot }: ClientPlace): readonly string[] {
  const upward = foldersUpward(folder);
  const last = upward.indexOf(workspaceRoot);
  return last < 0 ? [folder] : upward.slice(0, last + 1);
}

/** The folder and the folders above it, nearest first. */
export function foldersUpward(folder: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; dirname(at) !== at && folders.length < maxFolders; at = dirname(at))
    folders.push(dirname(at));
  return folders;
}

const maxFolders = 64;

const formats: Readonly<Record<string, SettingsFormat>> = {
  ".npmrc": "ini",
  ".yarnrc": "yarnrc",
  ".yarnrc.yml": "yaml",
  "pnpm-workspace.yaml": "yaml",
  "bunfig.toml": "toml",
  "package.json": "manifest",
};

function projectFiles(place: ClientPlace, names: readonly string[]): readonly SettingsFile[] {
  return filesIn(projectFolders(place), names, "project");
}

/** Yarn reads its files in every folder above; those above the project may be the user's, and count all the same. */
function everyFolderFiles({ folder, home }: ClientPlace, names: readonly string[]): readonly SettingsFile[] {
  const upward = foldersUpward(folder);
  const outside = upward.includes(home) ? [] : filesIn([home], names, "user");
  return [
    ...upward.flatMap((each) => filesIn([each], names, each === home ? "user" : "project")),
    ...outside,
  ];
}

function filesIn(
  folders: readonly string[],
  names: readonly string[],
  level: SettingLevel,
): readonly SettingsFile[] {
  return folders.flatMap((folder) =>
    names.map((name) => ({ file: join(folder, name), format: formats[name] ?? "ini", level })),
  );
}

function npmUserFiles({ home, env, nodePrefix }: ClientPlace): readonly SettingsFile[] {
  const user = npmVariable(env, "userconfig") ?? join(home, ".npmrc");
  const prefix = npmVariable(env, "prefix") ?? nodePrefix;
  const global = npmVariable(env, "globalconfig") ?? join(prefix, "etc", "npmrc");
  return [
    { file: user, format: "ini", level: "user" },
    { file: global, format: "ini", level: "global" },
  ];
}

/** pnpm moved from npm's files to its own with version 11; the workspace's file was read before. */
function pnpmFiles(client: Client, place: ClientPlace): readonly SettingsFile[] {
  const folder = pnpmConfigFolder(place);
  const [user, ...global] = npmUserFiles(place);
  const root = place.pnpmRoot ?? place.folder;
  const workspace = filesIn([root], ["pnpm-workspace.yaml"], "project");
  // pnpm 10 prefers the nearer file, later versions that of the workspace.
  const folders =
    root === place.folder ? [root] : client.major < 11 ? [place.folder, root] : [root, place.folder];
  const project = filesIn(folders, [".npmrc", "package.json"], "project");
  const files = user === undefined ? [] : [user];
  if (client.major < 11) {
    return [
      ...workspace,
      ...project,
      ...files,
      { file: join(folder, "rc"), format: "ini", level: "global" },
      ...global,
    ];
  }
  // Its own YAML files win over npm's, even over those of the project.
  return [
    ...workspace,
    { file: join(folder, "config.yaml"), format: "yaml", level: "user" },
    ...project,
    { file: join(folder, "auth.ini"), format: "ini", level: "user" },
    ...files,
  ];
}

function pnpmConfigFolder({ home, env, platform }: ClientPlace): string {
  const xdg = absolute(env["XDG_CONFIG_HOME"]);
  if (xdg !== undefined) return join(xdg, "pnpm");
  if (platform === "darwin") return join(home, "Library", "Preferences", "pnpm");
  if (platform === "win32")
    return join(absolute(env["LOCALAPPDATA"]) ?? join(home, "AppData", "Local"), "pnpm", "config");
  return join(home, ".config", "pnpm");
}

function yarnClassicFiles(place: ClientPlace): readonly SettingsFile[] {
  return [
    ...everyFolderFiles(place, [".yarnrc", ".npmrc"]),
    ...npmUserFiles(place),
    { file: join(place.nodePrefix, "etc", "yarnrc"), format: "yarnrc", level: "global" },
    ...projectFiles(place, ["package.json"]),
  ];
}

function bunFiles(place: ClientPlace): readonly SettingsFile[] {
  const xdg = absolute(place.env["XDG_CONFIG_HOME"]);
  const root = place.npmRoot ?? place.folder;
  const [user] = npmUserFiles(place);
  return [
    ...filesIn([root], ["bunfig.toml"], "project"),
    { file: join(xdg ?? place.home, ".bunfig.toml"), format: "toml", level: "user" },
    ...filesIn([root], [".npmrc", "package.json"], "project"),
    ...(user === undefined ? [] : [user]),
  ];
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function npmVariable(env: Variables, name: string): string | undefined {
  const wanted = `npm_config_${name}`;
  const entry = Object.entries(env).find(([key]) => key.toLowerCase() === wanted);
  return absolute(entry?.[1]);
}
