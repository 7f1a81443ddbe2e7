/** One environment variable that points a client at the firewall. */
export interface ClientVariable {
  readonly name: string;
  readonly value: string;
}

/** How one client is pointed at the firewall. */
export interface ClientSetup {
  readonly client: string;
  readonly variables: readonly ClientVariable[];
}

/** What each client has to be told; measured with the versions that docs/clients.md lists. */
export function clientSetups(url: string): readonly ClientSetup[] {
  const registry = url.endsWith("/") ? url : `${url}/`;
  const { hostname } = new URL(registry);
  return [
    { client: "npm, pnpm 10", variables: [{ name: "npm_config_registry", value: registry }] },
    { client: "pnpm 11 and later", variables: [{ name: "pnpm_config_registry", value: registry }] },
    { client: "Yarn 1", variables: [{ name: "YARN_REGISTRY", value: registry }] },
    {
      client: "Yarn Berry",
      variables: [
        { name: "YARN_NPM_REGISTRY_SERVER", value: registry },
        // Berry refuses plain http unless the host is listed.
        ...(registry.startsWith("http:") ? [{ name: "YARN_UNSAFE_HTTP_WHITELIST", value: hostname }] : []),
      ],
    },
    { client: "Bun", variables: [{ name: "BUN_CONFIG_REGISTRY", value: registry }] },
  ];
}

/** A shell's line that sets a variable. */
export function renderAssignment({ name, value }: ClientVariable, platform: string): string {
  return platform === "win32" ? `$env:${name} = "${value}"` : `export ${name}=${value}`;
}
