import type { Bypass, BypassDetails } from "./bypass.ts";
import { bypassOf, isOfProject, removalOf } from "./bypass.ts";
import type { Variables } from "./expand-variables.ts";
import { renderAddress } from "./firewall-address.ts";
import { plainKey, toSwitch, toText } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { Setting } from "./setting.ts";

const proxyKeys = new Set(["proxy", "http-proxy", "https-proxy", "local-address"]);
const authorityKeys = new Set([
  "ca",
  "cafile",
  "https-ca-file-path",
  "ca-file-path",
  "install.ca",
  "install.cafile",
]);
const proxyVariables = new Set(["http_proxy", "https_proxy", "all_proxy"]);

/** Settings that put something between a client and the firewall, or that make it trust anybody who says to be it. */
export function connectionBypasses({ settings }: ClientSettings, env: Variables): readonly Bypass[] {
  return [...settings.flatMap(settingBypass), ...variableBypasses(env)];
}

function settingBypass(setting: Setting): readonly Bypass[] {
  const { path, value, origin } = setting;
  const whole = plainKey(path);
  // Yarn Berry repeats them for single hosts, below `networkSettings`.
  const key = path[0] === "networkSettings" ? plainKey(path.slice(-1)) : whole;
  const details = detailsOf(key, setting);
  if (details === undefined || toSwitch(value) === false || toText(value) === "") {
    return isTlsSwitchedOff(key, value) ? [bypassOf(origin, tlsOff(setting))] : [];
  }
  return [bypassOf(origin, details)];
}

function detailsOf(key: string, setting: Setting): BypassDetails | undefined {
  const { value, origin } = setting;
  const weight = isOfProject(setting) ? "doubtful" : "noted";
  if (proxyKeys.has(key)) {
    const message = `requests, those to the firewall too, go by the proxy ${renderAddress(toText(value))}`;
    return { id: "proxy", weight, message, fix: removalOf(origin, key), isClosedByRun: true };
  }
  if (authorityKeys.has(key)) {
    const message =
      "certificates of further authorities are trusted, so that they can speak for any registry";
    return { id: "own-authorities", weight, message, fix: removalOf(origin, key), isClosedByRun: true };
  }
  return undefined;
}

function isTlsSwitchedOff(key: string, value: Setting["value"]): boolean {
  return (key === "strict-ssl" || key === "enable-strict-ssl") && toSwitch(value) === false;
}

function tlsOff({ origin }: Setting): BypassDetails {
  const message = "certificates are not checked: whoever sits on the way can answer as the registry";
  return { id: "tls-off", weight: "doubtful", message, fix: removalOf(origin, "the setting") };
}

function variableBypasses(env: Variables): readonly Bypass[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    if (value === undefined || value === "") return [];
    const origin = { kind: "environment", variable } as const;
    if (proxyVariables.has(variable.toLowerCase())) {
      const message = `requests go by the proxy ${renderAddress(value)} unless no_proxy names the firewall`;
      const fix = "add the firewall's host to no_proxy";
      return [bypassOf(origin, { id: "proxy", weight: "noted", message, fix, isClosedByRun: true })];
    }
    if (variable === "NODE_TLS_REJECT_UNAUTHORIZED" && value === "0") {
      return [bypassOf(origin, tlsOff({ path: [], value, origin }))];
    }
    return [];
  });
}
