import type { ClientKind } from "@lockkeeper/clients";
import { unreachable } from "@lockkeeper/core";

/** One setting of a client, in the file of the project that it reads. */
export interface ClientSetting {
  /** Relative to the project. */
  readonly file: string;
  readonly format: "ini" | "yaml" | "toml";
  /** TOML's table; empty elsewhere. */
  readonly table: string;
  readonly key: string;
  /** As it is written, in the client's unit. */
  readonly value: string;
}

const [secondMs, minuteMs, dayMs] = [1000, 60_000, 86_400_000] as const;

/**
 * The minimum age of versions as a client's own setting: npm counts days, pnpm and Yarn minutes, Bun seconds. What does
 * not come out even is rounded up, so that no client waits less than the policy. `undefined` for Yarn 1, which has none.
 */
export function cooldownSetting(client: ClientKind, ageMs: number): ClientSetting | undefined {
  switch (client) {
    case "npm":
      return ini("min-release-age", ageMs / dayMs);
    case "pnpm":
      return yaml("pnpm-workspace.yaml", "minimumReleaseAge", ageMs / minuteMs);
    case "yarn-berry":
      return yaml(".yarnrc.yml", "npmMinimalAgeGate", ageMs / minuteMs);
    case "bun":
      return {
        file: "bunfig.toml",
        format: "toml",
        table: "install",
        key: "minimumReleaseAge",
        value: String(Math.ceil(ageMs / secondMs)),
      };
    case "yarn-classic":
      return undefined;
    default:
      return unreachable(client);
  }
}

function ini(key: string, count: number): ClientSetting {
  return { file: ".npmrc", format: "ini", table: "", key, value: String(Math.ceil(count)) };
}

function yaml(file: string, key: string, count: number): ClientSetting {
  return { file, format: "yaml", table: "", key, value: String(Math.ceil(count)) };
}
