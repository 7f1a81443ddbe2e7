import type { UpstreamConfig } from "@lockkeeper/registry";
import type { EngineSettings, RegistryDefaults } from "@lockkeeper/server";

/**
 * The registries of scopes that the user has settled, for a firewall of one command: those of the user's own
 * configuration, and those that a project names where the user has a token for that registry. A scope that only a
 * project sends elsewhere stays with the default upstream.
 */
export function userScopes(
  { upstreams }: Pick<EngineSettings, "upstreams">,
  { scopes, projectScopes, tokens }: Pick<RegistryDefaults, "scopes" | "projectScopes" | "tokens">,
): readonly UpstreamConfig[] {
  const routed = new Set(upstreams.flatMap((upstream) => upstream.scopes));
  const vouched = [...projectScopes].filter(([, url]) => tokenFor(url, tokens) !== undefined);
  return [...scopes, ...vouched]
    .filter(([scope, url]) => !routed.has(scope) && /^https?:\/\//.test(url))
    .map(([scope, url], index): UpstreamConfig => {
      const token = tokenFor(url, tokens);
      return {
        id: `user-scope-${index + 1}`,
        url,
        isPrivate: true,
        scopes: [scope],
        ...(token === undefined ? {} : { token }),
      };
    });
}

/** npm takes the token of the registry or of the nearest path above it. */
function tokenFor(url: string, tokens: ReadonlyMap<string, string>): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  const key = `//${host}${pathname}`;
  const nearest = [...tokens.keys()]
    .filter((registry) => key.startsWith(registry))
    .toSorted((left, right) => right.length - left.length)[0];
  return nearest === undefined ? undefined : tokens.get(nearest);
}
