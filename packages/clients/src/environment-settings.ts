import { unreachable } from "@lockkeeper/core";
import type { Client } from "./client-kind.ts";
import type { Variables } from "./expand-variables.ts";
import type { Setting } from "./setting.ts";

/** The settings that the environment makes for a client, as its own files would spell them. */
export function environmentSettings(client: Client, env: Variables): readonly Setting[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    const path = value === undefined || value === "" ? undefined : pathOf(client, variable);
    return path === undefined || value === undefined
      ? []
      : [{ path, value, origin: { kind: "environment", variable } } satisfies Setting];
  });
}

function pathOf(client: Client, variable: string): readonly string[] | undefined {
  const lower = variable.toLowerCase();
  switch (client.kind) {
    case "npm":
      return npmPath(variable, "npm_config_");
    case "pnpm":
      return npmPath(variable, client.major >= 11 ? "pnpm_config_" : "npm_config_");
    case "yarn-classic":
      return npmPath(variable, "npm_config_") ?? npmPath(variable, "yarn_");
    case "yarn-berry":
      return lower.startsWith("yarn_") ? [camelCase(lower.slice("yarn_".length))] : undefined;
    case "bun":
      return bunPath(lower) ?? npmPath(variable, "npm_config_");
    default:
      return unreachable(client.kind);
  }
}

/** The setting of npm's that a variable makes; `undefined` for a variable of another meaning. */
export function variablePath(variable: string): readonly string[] | undefined {
  return npmPath(variable, "npm_config_");
}

/** npm's rule: everything after the prefix in lower case, underscores as dashes, but not those of a host's setting. */
function npmPath(variable: string, prefix: string): readonly string[] | undefined {
  if (!variable.toLowerCase().startsWith(prefix)) return undefined;
  const key = variable.slice(prefix.length);
  if (key === "") return undefined;
  return [
    key.startsWith("//") ? key : `${key.slice(0, 1)}${key.slice(1).replaceAll("_", "-")}`.toLowerCase(),
  ];
}

function bunPath(lower: string): readonly string[] | undefined {
  return lower === "bun_config_registry" ? ["install", "registry"] : undefined;
}

function camelCase(text: string): string {
  return text.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}
