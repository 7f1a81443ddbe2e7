/** Variables of a process; names are case-sensitive except on Windows. */
export type ProcessVariables = Readonly<Record<string, string | undefined>>;

/** What the clients of one command are to work with. */
export interface RunSurroundings {
  /** The proxy that looks into registries' traffic, with its credentials: `http://user:secret@127.0.0.1:1`. */
  readonly proxyUrl: string;
  /** PEM file of every authority that is to be believed, the proxy's own among them. */
  readonly authoritiesFile: string;
  /** The same without those that Node believes by itself: Node reads the file at every start. */
  readonly extraAuthoritiesFile: string;
  /** A folder that is gone after the command, for caches that could answer in place of the firewall. */
  readonly cacheFolder: string;
  /** A folder that stays, for the log that npm names when it fails. */
  readonly logFolder: string;
  /** The global folder of Yarn Berry as the user has it; its packument cache was emptied. */
  readonly berryFolder: string;
  /**
   * Whether the project's Yarn is 2 or later. Its setting for the cache has the same name as that of Yarn 1, and means
   * the folder that some projects keep under version control.
   */
  readonly isBerry: boolean;
  /** Whether a file of Yarn 1 names a proxy: only then its variable is set, which Yarn Berry does not bear. */
  readonly hasYarnrcProxy: boolean;
  /** Whether pnpm may be called. npm 11 warns of the variables of pnpm 10, whose names look like its own. */
  readonly usesPnpm: boolean;
  /** A store that is gone after the command in place of the user's, where that could answer with what is withheld. */
  readonly freshStore: boolean;
}

/** A name that no host has, for lists that must not be empty: an empty one counts as not set. */
const nobody = "lockkeeper.invalid";

/**
 * The environment of a command behind the firewall: every client's proxy, authorities and caches. Measured with the
 * clients that docs/clients.md lists; the environment beats the settings files of a project, apart from those that
 * docs/run.md names.
 */
export function renderRunEnvironment(
  inherited: ProcessVariables,
  surroundings: RunSurroundings,
): Readonly<Record<string, string>> {
  const ours = {
    ...proxyVariables(surroundings),
    ...authorityVariables(inherited, surroundings),
    ...cacheVariables(surroundings),
  };
  // Clients read names in either case, so another spelling of ours must not be left beside it.
  const taken = new Set([...Object.keys(ours), ...contradicting].map((name) => name.toLowerCase()));
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !taken.has(entry[0].toLowerCase()),
  );
  return { ...Object.fromEntries(kept), ...ours };
}

/** Settings that would undo ours; npm hands those of a project's file to what it starts. */
const contradicting = ["npm_config_ca", "pnpm_config_ca", "npm_config_offline", "npm_config_prefer_offline"];

function proxyVariables({ proxyUrl, hasYarnrcProxy }: RunSurroundings): Record<string, string> {
  return {
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    ALL_PROXY: proxyUrl,
    http_proxy: proxyUrl,
    https_proxy: proxyUrl,
    all_proxy: proxyUrl,
    NO_PROXY: nobody,
    no_proxy: nobody,
    npm_config_proxy: proxyUrl,
    npm_config_https_proxy: proxyUrl,
    npm_config_noproxy: nobody,
    pnpm_config_http_proxy: proxyUrl,
    pnpm_config_https_proxy: proxyUrl,
    pnpm_config_noproxy: nobody,
    pnpm_config_no_proxy: nobody,
    YARN_HTTP_PROXY: proxyUrl,
    YARN_HTTPS_PROXY: proxyUrl,
    // Yarn 1 prefers what a .yarnrc says to npm's variables; Yarn Berry refuses to start with a name that it does not know.
    ...(hasYarnrcProxy ? { YARN_PROXY: proxyUrl } : {}),
  };
}

/** Variables of other programs that name authorities; set only where the user has them. */
const othersAuthorities = ["CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "PIP_CERT"];

function authorityVariables(
  inherited: ProcessVariables,
  { authoritiesFile, extraAuthoritiesFile }: RunSurroundings,
): Record<string, string> {
  const others = othersAuthorities.filter((name) => inherited[name] !== undefined && inherited[name] !== "");
  return {
    ...Object.fromEntries(others.map((name) => [name, authoritiesFile])),
    NODE_EXTRA_CA_CERTS: extraAuthoritiesFile,
    SSL_CERT_FILE: authoritiesFile,
    npm_config_cafile: authoritiesFile,
    pnpm_config_cafile: authoritiesFile,
    YARN_HTTPS_CA_FILE_PATH: authoritiesFile,
  };
}

function cacheVariables(surroundings: RunSurroundings): Record<string, string> {
  const { cacheFolder, logFolder, berryFolder, isBerry, usesPnpm, freshStore } = surroundings;
  const store = `${cacheFolder}/pnpm-store`;
  return {
    npm_config_cache: `${cacheFolder}/npm`,
    npm_config_logs_dir: logFolder,
    ...(usesPnpm ? { npm_config_cache_dir: `${cacheFolder}/pnpm` } : {}),
    pnpm_config_cache_dir: `${cacheFolder}/pnpm`,
    BUN_INSTALL_CACHE_DIR: `${cacheFolder}/bun`,
    BUN_TMPDIR: `${cacheFolder}/bun-tmp`,
    ...(isBerry
      ? { YARN_GLOBAL_FOLDER: freshStore ? `${cacheFolder}/berry` : berryFolder }
      : { YARN_CACHE_FOLDER: `${cacheFolder}/yarn` }),
    ...(isBerry && freshStore ? { YARN_ENABLE_GLOBAL_CACHE: "true", YARN_ENABLE_MIRROR: "false" } : {}),
    ...(freshStore ? { pnpm_config_store_dir: store } : {}),
    ...(freshStore && usesPnpm ? { npm_config_store_dir: store } : {}),
  };
}
