import type { OnwardProxy } from "@lockkeeper/intercept";
import type { ProxySettings } from "@lockkeeper/registry";

/** The user's own way out, for what the run's proxy passes through unseen. */
export function createOnwardProxy({ httpProxy, httpsProxy, noProxy }: ProxySettings): OnwardProxy {
  const exempt = (noProxy ?? "")
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase())
    .filter((entry) => entry !== "");
  return {
    proxyFor: ({ scheme, host, port }) => {
      const proxy = scheme === "https" ? (httpsProxy ?? httpProxy) : httpProxy;
      if (proxy === undefined || isLoopback(host)) return undefined;
      return exempt.some((entry) => isExempt(entry, host, port)) ? undefined : proxy;
    },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** `*`, a host, `.suffix`, `*.suffix`, each perhaps with a port: what curl, undici and the package managers understand. */
function isExempt(entry: string, host: string, port: number): boolean {
  if (entry === "*") return true;
  const [, name = entry, entryPort] = /^(.+?):(\d{1,5})$/.exec(entry) ?? [];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const suffix = name.replace(/^\*?\./, "");
  return host === suffix || host.endsWith(`.${suffix}`);
}
