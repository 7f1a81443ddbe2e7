/** What is to be inspected. */
export type InspectionTarget =
  /** As a client would ask for it: `name`, `name@version`, `name@range`, `name@tag`, `alias@npm:name@range`. */
  | { readonly kind: "spec"; readonly spec: string }
  /** A tarball on disk. */
  | { readonly kind: "tarball"; readonly path: string }
  /** A folder with a package.json; read as it would be packed, without `node_modules` and `.git`. */
  | { readonly kind: "folder"; readonly path: string }
  /** A tarball in memory; the label says in the report what it was. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly label: string };

/** What one question may set. */
export interface InspectOptions {
  /** The moment at which the registry is looked at, in milliseconds since the epoch; now by default. */
  readonly at?: number | undefined;
  /** Whether only local files are read, and what was kept of earlier questions. */
  readonly isOffline?: boolean | undefined;
  /** Whether code that would run by itself is run in the emulator, where there is one; it is, unless told otherwise. */
  readonly isDetonated?: boolean | undefined;
  /** What the version is compared with; chosen from the packument by default. */
  readonly predecessor?: InspectionTarget | "none" | undefined;
  /** The path of a packument, which is read instead of the registry's. */
  readonly packumentFile?: string | undefined;
  /** Milliseconds for the whole question; at its end what was found is judged and the rest is a gap. */
  readonly budgetMs?: number | undefined;
}
