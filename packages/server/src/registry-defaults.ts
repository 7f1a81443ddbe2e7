import npmConf from "@pnpm/npm-conf";

/** What npm's own configuration says about registries. URLs end with a slash. */
export interface RegistryDefaults {
  /** npm's built-in default; read from the library, so that no host name stands in this project. */
  readonly defaultRegistry: string;
  /** The registry that the user's npm is configured with. */
  readonly userRegistry: string;
  /** `@scope:registry` settings of the user's npm. */
  readonly scopes: ReadonlyMap<string, string>;
}

const scopeKey = /^(@[^/:]{1,214}):registry$/;

/** Reads npm's configuration as the user has it: environment, user and global files. */
export function readRegistryDefaults(): RegistryDefaults {
  const { config } = npmConf();
  const configured: unknown = config.get("registry");
  const defaultRegistry = withSlash(builtInRegistry());
  const userRegistry = typeof configured === "string" ? withSlash(configured) : defaultRegistry;
  return { defaultRegistry, userRegistry, scopes: scopesOf(config.snapshot) };
}

function builtInRegistry(): string {
  const registry: unknown = npmConf.defaults["registry"];
  return typeof registry === "string" ? registry : "";
}

function scopesOf(settings: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(settings)) {
    const scope = scopeKey.exec(key)?.[1];
    if (scope !== undefined && typeof value === "string") found.set(scope, withSlash(value));
  }
  return found;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
