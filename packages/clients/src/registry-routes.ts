import { basename } from "node:path";
import { unreachable } from "@lockkeeper/core";
import { plainKey, toText } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { Setting, SettingOrigin } from "./setting.ts";

/** Where a client goes for some names, and who said so. */
export interface RegistryRoute {
  /** `default`, a scope with its `@`, or `audit`. */
  readonly subject: string;
  /** As it is written; may hold credentials. */
  readonly url: string;
  readonly origin: SettingOrigin;
  /** Whether something that the client prefers says otherwise for the same names. */
  readonly isOverridden: boolean;
}

interface Candidate {
  readonly subject: string;
  readonly setting: Setting;
  /** Lower wins; equals keep the order of the settings. */
  readonly rank: number;
}

/**
 * Where a client's default registry, each scope and its audit go. The winning route of each subject comes first and is
 * not overridden. A subject that nobody speaks of is left out: the client then has its own default.
 */
export function effectiveRegistries({ client, settings }: ClientSettings): readonly RegistryRoute[] {
  const candidates = settings.flatMap((setting) => {
    const found = candidateOf(client.kind, client.major, setting);
    return found === undefined ? [] : [{ ...found, setting }];
  });
  const seen = new Set<string>();
  return candidates
    .toSorted((left, right) => left.rank - right.rank)
    .map(({ subject, setting }) => {
      const isOverridden = seen.has(subject);
      seen.add(subject);
      return { subject, url: toText(setting.value), origin: setting.origin, isOverridden };
    });
}

type Found = Omit<Candidate, "setting">;
type Kind = ClientSettings["client"]["kind"];

function candidateOf(kind: Kind, major: number, setting: Setting): Found | undefined {
  switch (kind) {
    case "npm":
      return iniCandidate(setting, 0);
    case "pnpm":
      return pnpmCandidate(setting, major);
    case "yarn-classic":
      return yarnClassicCandidate(setting);
    case "yarn-berry":
      return berryCandidate(setting);
    case "bun":
      return bunCandidate(setting);
    default:
      return unreachable(kind);
  }
}

const scopedRegistry = /^(@[^/:]{1,214}):registry$/;

function iniCandidate({ path }: Setting, rank: number): Found | undefined {
  const [key = "", ...rest] = path;
  if (rest.length > 0) return undefined;
  if (key === "registry") return { subject: "default", rank };
  const scope = scopedRegistry.exec(key)?.[1];
  return scope === undefined ? undefined : { subject: scope, rank };
}

/** In pnpm 10 the workspace's `registries` win over the environment, and its `registry` loses against every file. */
function pnpmCandidate(setting: Setting, major: number): Found | undefined {
  const { path, origin } = setting;
  const isYaml = origin.kind === "file" && /\.ya?ml$/.test(origin.file);
  if (isYaml && path[0] === "registries" && path.length === 2) return pnpmTable(setting, origin.file, major);
  const found = iniCandidate(setting, 0);
  if (found === undefined) return undefined;
  const late = major < 11 && isYaml ? 3 : 0;
  return { ...found, rank: rankOf(origin) + late };
}

/** pnpm 10 knows `registries` in the workspace's file alone. */
function pnpmTable({ path, origin }: Setting, file: string, major: number): Found | undefined {
  const [, name = ""] = path;
  const subject = name === "default" ? "default" : scopeOf(name);
  if (major >= 11) return { subject, rank: rankOf(origin) };
  return basename(file) === "pnpm-workspace.yaml" ? { subject, rank: 0 } : undefined;
}

function rankOf(origin: SettingOrigin): number {
  return origin.kind === "environment" ? 1 : 2;
}

/** An argument that `.yarnrc` gives to commands wins over the environment; npm's files win over Yarn's own. */
function yarnClassicCandidate(setting: Setting): Found | undefined {
  const [key = ""] = setting.path;
  if (/^--(?:[a-z-]{1,30}\.)?registry$/.test(key)) return { subject: "default", rank: 0 };
  const { origin } = setting;
  if (origin.kind === "environment") {
    return iniCandidate(setting, origin.variable.toLowerCase().startsWith("npm_config_") ? 1 : 2);
  }
  const isYarnrc = origin.kind === "file" && origin.file.endsWith("yarnrc");
  return iniCandidate(setting, isYarnrc ? 4 : 3);
}

function berryCandidate({ path }: Setting): Found | undefined {
  const key = plainKey(path);
  if (key === "npm-registry-server") return { subject: "default", rank: 0 };
  if (key === "npm-audit-registry") return { subject: "audit", rank: 0 };
  const [first, scope, last] = path;
  const isScope = first === "npmScopes" && last === "npmRegistryServer" && path.length === 3;
  return isScope && scope !== undefined ? { subject: scopeOf(scope), rank: 0 } : undefined;
}

function bunCandidate(setting: Setting): Found | undefined {
  const { path, origin } = setting;
  const [first, second, third, fourth] = path;
  const rank = origin.kind === "environment" ? 0 : 1;
  if (first === "install" && second === "registry" && (third === undefined || third === "url")) {
    return { subject: "default", rank };
  }
  if (first === "install" && second === "scopes" && third !== undefined) {
    return fourth === undefined || fourth === "url" ? { subject: scopeOf(third), rank } : undefined;
  }
  return iniCandidate(setting, origin.kind === "environment" ? 1 : 2);
}

function scopeOf(name: string): string {
  return name.startsWith("@") ? name : `@${name}`;
}
