import type { ProxySettings } from "@lockkeeper/registry";

import type { Environment } from "./environment.ts";

/** The proxies that the environment names, in lower or upper case as other programs read them. */
export function readProxySettings(env: Environment["env"]): ProxySettings {
  const read = (name: string): string | undefined => {
    const value = env[name] ?? env[name.toUpperCase()];
    return value === "" ? undefined : value;
  };
  const httpProxy = read("http_proxy") ?? read("all_proxy");
  const httpsProxy = read("https_proxy") ?? read("all_proxy");
  const noProxy = read("no_proxy");
  return {
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
}
