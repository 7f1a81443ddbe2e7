import type { Bypass } from "./bypass.ts";
import { bypassAt, bypassOf, removalOf } from "./bypass.ts";
import { commandOf } from "./client-kind.ts";
import { isAtFirewall, renderAddress } from "./firewall-address.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { RegistryRoute } from "./registry-routes.ts";
import { effectiveRegistries } from "./registry-routes.ts";
import { renderOrigin } from "./setting.ts";

/** Settings that send a client to another registry than the firewall, and the lack of any that sends it there. */
export function registryBypasses(settings: ClientSettings, firewall: string): readonly Bypass[] {
  const routes = effectiveRegistries(settings);
  const named = routes.flatMap((route) => routeBypass(route, routes, firewall));
  const hasDefault = routes.some(({ subject }) => subject === "default");
  if (hasDefault) return named;
  const { client } = settings;
  const unset = bypassAt(undefined, undefined, {
    id: "registry-unset",
    weight: "open",
    message: `nothing points ${client.kind === "npm" ? "npm" : commandOf(client.kind)} at the firewall: it asks its own default registry`,
    fix: setUpFix(settings),
    isClosedByRun: true,
  });
  return [unset, ...named];
}

function setUpFix({ client }: ClientSettings): string {
  return `npx --no lockkeeper setup --client ${commandOf(client.kind)}`;
}

function routeBypass(
  route: RegistryRoute,
  routes: readonly RegistryRoute[],
  firewall: string,
): readonly Bypass[] {
  const { subject, url, origin, isOverridden } = route;
  if (isAtFirewall(url, firewall)) return [];
  const address = renderAddress(url);
  const what = subject === "default" ? "registry" : subject;
  const base = { isClosedByRun: true, fix: removalOf(origin, "the setting") } as const;
  if (isOverridden) {
    const winner = routes.find((other) => other.subject === subject);
    const by = winner === undefined ? "another setting" : renderOrigin(winner.origin);
    const message = `${what} is ${address} here; ${by} wins, so it leads past the firewall wherever that is not set`;
    return [bypassOf(origin, { ...base, id: "registry-overridden", weight: "noted", message })];
  }
  if (subject === "default") {
    const message = `packages are asked of ${address}`;
    return [bypassOf(origin, { ...base, id: "registry-elsewhere", weight: "open", message })];
  }
  if (subject === "audit") {
    const message = `audits are asked of ${address}`;
    return [bypassOf(origin, { ...base, id: "audit-elsewhere", weight: "noted", message })];
  }
  const message = `packages of ${subject} are asked of ${address}`;
  const fix = `${base.fix}; let the firewall know that registry instead (upstreams.yaml in its data folder)`;
  return [bypassOf(origin, { ...base, id: "scope-elsewhere", weight: "open", message, fix })];
}
