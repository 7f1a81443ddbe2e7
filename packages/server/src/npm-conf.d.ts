/** The part of the library's interface that is used here; it ships no types. */
declare module "@pnpm/npm-conf" {
  interface NpmConfig {
    get(key: string): unknown;
    /** Every setting, merged. */
    readonly snapshot: Readonly<Record<string, unknown>>;
  }
  interface ReadConfig {
    (): { readonly config: NpmConfig };
    readonly defaults: Readonly<Record<string, unknown>>;
  }
  const readConfig: ReadConfig;
  export default readConfig;
}
