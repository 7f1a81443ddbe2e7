import { effectiveRegistries, ownCooldown, renderClient } from "@lockkeeper/clients";
import type { ClientSettings, Setting } from "@lockkeeper/clients";

import { readSecret } from "./literal-secrets.ts";
import type { LiteralSecret } from "./literal-secrets.ts";
import { adviceOf, findingOfFile } from "../make-finding.ts";
import type { FilePlace, FindingDetails } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "../scan-project.ts";

/** What the project's own settings of its clients weaken or give away. */
export function findSettingFaults(
  { settings, isNested = false }: Pick<ScanProject, "settings" | "isNested">,
  { policy }: Pick<ScanKnowledge, "policy">,
): readonly ScanFinding[] {
  const found = settings.flatMap((each) => [
    ...each.settings.flatMap(settingFaults),
    ...registryFaults(each),
    ...cooldownFaults(each, { wantedMs: policy.cooldown.ageMs, isNested }),
  ]);
  // Several clients read the same file.
  const seen = new Set<string>();
  return found.filter(({ id, file, line, message }) => {
    const key = line === undefined ? `${id} ${file} ${message}` : `${id} ${file} ${line}`;
    return !seen.has(key) && seen.add(key);
  });
}

const tlsKeys = new Set(["strict-ssl", "strictSsl", "enableStrictSsl"]);
const scriptKeys = new Set([
  "dangerouslyAllowAllBuilds",
  "dangerously-allow-all-builds",
  "dangerouslyAllowAllScripts",
  "dangerously-allow-all-scripts",
]);

function settingFaults(setting: Setting): readonly ScanFinding[] {
  const { path, value } = setting;
  const place = placeOf(setting.origin);
  const key = path.at(-1) ?? "";
  if (place === undefined) return [];
  const secret = readSecret(setting);
  if (secret !== undefined) return [findingOfFile(place, tokenFault(secret))];
  if (tlsKeys.has(key) && isOff(value)) {
    const message = `${key} is off: whoever sits on the way can answer as the registry`;
    const fix = adviceOf("remove it; name the authority instead (cafile)");
    return [findingOfFile(place, { id: "tls-off", severity: "high", message, fix })];
  }
  const isEnabled = (scriptKeys.has(key) || key === "enableScripts") && (value === true || value === "true");
  if (!isEnabled) return [];
  const message = `${key} is on: scripts of every package run at install`;
  const fix = adviceOf("set it to false, and name the packages that need a script");
  return [findingOfFile(place, { id: "scripts-allowed", severity: "moderate", message, fix })];
}

function placeOf(origin: Setting["origin"]): FilePlace | undefined {
  if (origin.kind !== "file" || origin.level !== "project") return undefined;
  return { file: origin.file, line: origin.line };
}

function tokenFault({ path, isInAddress }: LiteralSecret): FindingDetails {
  const key = path.at(-1) ?? "";
  return {
    id: "token-in-file",
    severity: "critical",
    message: isInAddress ? `the address of ${key} holds a password` : `${key} stands in this file itself`,
    fix: adviceOf("revoke it, since it is in the history too, and name a variable instead: ${NPM_TOKEN}"),
  };
}

function isOff(value: Setting["value"]): boolean {
  return value === false || value === "false" || value === "0";
}

function registryFaults(all: ClientSettings): readonly ScanFinding[] {
  return effectiveRegistries(all).flatMap(({ url, subject, origin }) => {
    const place = placeOf(origin);
    if (place === undefined || !/^http:/i.test(url) || isLoopback(url)) return [];
    const what = subject === "default" ? "the registry" : `the registry of ${subject}`;
    const message = `${what} is asked over http: whoever sits on the way can answer for it`;
    return [
      findingOfFile(place, {
        id: "insecure-registry",
        severity: "high",
        message,
        fix: adviceOf("write https"),
      }),
    ];
  });
}

function isLoopback(address: string): boolean {
  return (
    URL.canParse(address) && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname)
  );
}

const minuteMs = 60_000;

interface CooldownWish {
  readonly wantedMs: number;
  readonly isNested: boolean;
}

function cooldownFaults(all: ClientSettings, { wantedMs, isNested }: CooldownWish): readonly ScanFinding[] {
  const { ms, message, origin } = ownCooldown(all);
  const place = placeOf(origin);
  const name = renderClient(all.client);
  const isOdd =
    ms !== undefined && place !== undefined && ((ms > 0 && ms < 60 * minuteMs) || ms > 365 * 1440 * minuteMs);
  if (isOdd && place !== undefined) {
    const fix = adviceOf(
      "write the number in the client's unit: npm counts days, pnpm and Yarn minutes, Bun seconds",
    );
    return [
      findingOfFile(place, {
        id: "cooldown-unit",
        severity: "moderate",
        message: `${name}: ${message}`,
        fix,
      }),
    ];
  }
  if (ms !== 0 || wantedMs === 0 || (isNested && place === undefined)) return [];
  const fix = adviceOf("set one in the project's settings, or let clients install through lockkeeper");
  const file = place ?? { file: settingsFileOf(all) };
  return [findingOfFile(file, { id: "no-cooldown", severity: "low", message: `${name}: ${message}`, fix })];
}

function settingsFileOf({ client: { kind } }: ClientSettings): string {
  const names = {
    npm: ".npmrc",
    pnpm: "pnpm-workspace.yaml",
    "yarn-classic": ".npmrc",
    "yarn-berry": ".yarnrc.yml",
    bun: "bunfig.toml",
  } as const;
  return names[kind];
}
