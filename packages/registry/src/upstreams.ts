import { limits, scopeOf } from "@lockkeeper/core";

import { createUpstream } from "./upstream-client.ts";
import { createConnections } from "./upstream-connections.ts";
import type { Connections } from "./upstream-connections.ts";
import { badUpstream, readUpstreamSettings } from "./upstream-settings.ts";
import type { UpstreamSettings } from "./upstream-settings.ts";
import type { Upstream, UpstreamConfig, Upstreams, UpstreamsOptions } from "./upstream.ts";

interface Opened {
  readonly settings: UpstreamSettings;
  readonly connections: Connections;
  readonly upstream: Upstream;
}

/**
 * Opens the configured upstreams and routes names to them: by full name, else by scope, else to the one that has
 * neither. Connects to nothing yet. Throws `REGISTRY_BAD_UPSTREAM`.
 */
export function createUpstreams(configs: readonly UpstreamConfig[], options: UpstreamsOptions): Upstreams {
  const settings = configs.map(readUpstreamSettings);
  checkTogether(settings);
  const opened = settings.map((each) => open(each, options));
  const primary = opened.find(({ settings: { scopes, names } }) => scopes.length + names.length === 0);
  if (!primary)
    throw badUpstream("(none)", "every upstream has scopes or names, so the other packages have none");
  const routes = new Map<string, Upstream>();
  for (const {
    settings: { scopes, names },
    upstream,
  } of opened) {
    for (const key of [...scopes, ...names]) routes.set(key, upstream);
  }
  return {
    all: opened.map(({ upstream }) => upstream),
    primary: primary.upstream,
    routeOf: (name) => routes.get(name) ?? routes.get(scopeOf(name) ?? "") ?? primary.upstream,
    async close() {
      await Promise.all(opened.map(({ connections }) => connections.close()));
    },
  };
}

function open(settings: UpstreamSettings, options: UpstreamsOptions): Opened {
  const connections = createConnections(settings, options);
  const headersMs = options.timeouts?.headersMs ?? limits.upstreamHeadersTimeoutMs;
  const bodyMs = options.timeouts?.bodyMs ?? limits.upstreamBodyTimeoutMs;
  // The library's own timeouts notice silence; these end a trickle.
  const deadlines = { documentMs: headersMs + bodyMs * 4, tarballMs: headersMs + bodyMs * 30 };
  const transport = { settings, connections, userAgent: options.userAgent };
  return { settings, connections, upstream: createUpstream(transport, deadlines) };
}

function checkTogether(all: readonly UpstreamSettings[]): void {
  const ids = new Set<string>();
  const routes = new Set<string>();
  let primary: string | undefined;
  for (const { id, scopes, names } of all) {
    if (ids.has(id)) throw badUpstream(id, "another upstream has the same id");
    ids.add(id);
    for (const route of [...scopes, ...names]) {
      if (routes.has(route)) throw badUpstream(id, `"${route}" is routed to two upstreams`);
      routes.add(route);
    }
    if (scopes.length + names.length > 0) continue;
    if (primary !== undefined)
      throw badUpstream(id, `it has no scopes, but "${primary}" takes the rest already`);
    primary = id;
  }
}
