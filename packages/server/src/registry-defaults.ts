import npmConf from "@pnpm/npm-conf";

/** What npm's own configuration says about registries. URLs end with a slash. */
export interface RegistryDefaults {
  /** npm's built-in default; read from the library, so that no host name stands in this project. */
  readonly defaultRegistry: string;
  /** The registry that the user's npm is configured with. */
  readonly userRegistry: string;
  /** `@scope:registry` settings of the user's npm. */
  readonly scopes: ReadonlyMap<string, string>;
  /** `@scope:registry` settings that only files of the current folder make. */
  readonly projectScopes: ReadonlyMap<string, string>;
  /** The user's bearer tokens by the registry they are for, written `//host/path/`. Secrets. */
  readonly tokens: ReadonlyMap<string, string>;
}

type Settings = Readonly<Record<string, unknown>>;

const scopeKey = /^(@[^/:]{1,214}):registry$/;
const tokenKey = /^(\/\/.{1,1000}\/):_authToken$/;
const userLayers = ["cli", "env", "user", "global", "builtin"] as const;
const projectLayers = ["project", "workspace"] as const;

/**
 * Reads npm's configuration as the user has it: environment, user and global files. A folder that Lockkeeper is called
 * in does not say where packages come from.
 */
export function readRegistryDefaults(): RegistryDefaults {
  const { sources } = npmConf().config;
  const project = mergeLayers(projectLayers.map((name) => sources[name]?.data ?? {}));
  const environment = withoutEchoes(sources["env"]?.data ?? {}, project);
  const user = mergeLayers(
    userLayers.map((name) => (name === "env" ? environment : (sources[name]?.data ?? {}))),
  );
  const configured = user.get("registry");
  const defaultRegistry = withSlash(builtInRegistry());
  const scopes = scopesOf(user);
  return {
    defaultRegistry,
    userRegistry: typeof configured === "string" ? withSlash(configured) : defaultRegistry,
    scopes,
    projectScopes: new Map([...scopesOf(project)].filter(([scope]) => !scopes.has(scope))),
    tokens: tokensOf(user),
  };
}

/** npm hands the settings of a project's file to what it starts as if they came from the user's environment. */
function withoutEchoes(environment: Settings, project: ReadonlyMap<string, unknown>): Settings {
  const isRunByNpm = environment["user-agent"] !== undefined;
  if (!isRunByNpm) return environment;
  return Object.fromEntries(Object.entries(environment).filter(([key, value]) => project.get(key) !== value));
}

/** Earlier layers win. */
function mergeLayers(layers: readonly Settings[]): ReadonlyMap<string, unknown> {
  return new Map(layers.toReversed().flatMap((layer) => Object.entries(layer)));
}

function builtInRegistry(): string {
  const registry: unknown = npmConf.defaults["registry"];
  return typeof registry === "string" ? registry : "";
}

function scopesOf(settings: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of settings) {
    const scope = scopeKey.exec(key)?.[1];
    if (scope !== undefined && typeof value === "string") found.set(scope, withSlash(value));
  }
  return found;
}

function tokensOf(settings: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of settings) {
    const registry = tokenKey.exec(key)?.[1];
    if (registry !== undefined && typeof value === "string") found.set(registry, value);
  }
  return found;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
