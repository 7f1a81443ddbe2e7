/** The part of the library's interface that is used here; it ships no types. */
declare module "@pnpm/npm-conf" {
  interface NpmConfig {
    /** The settings by where they were found: `cli`, `env`, `project`, `workspace`, `user`, `global`, `builtin`. */
    readonly sources: Readonly<
      Record<string, { readonly data?: Readonly<Record<string, unknown>> } | undefined>
    >;
  }
  interface ReadConfig {
    (): { readonly config: NpmConfig };
    readonly defaults: Readonly<Record<string, unknown>>;
  }
  const readConfig: ReadConfig;
  export default readConfig;
}
