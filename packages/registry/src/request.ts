import type { PackageName } from "@lockkeeper/core";

/** What a client asks of a registry. */
export type RegistryRequest =
  | { readonly kind: "packument"; readonly name: PackageName }
  | { readonly kind: "manifest"; readonly name: PackageName; readonly selector: string }
  | { readonly kind: "tarball"; readonly name: PackageName; readonly file: string }
  | { readonly kind: "dist-tags"; readonly name: PackageName }
  | { readonly kind: "attestations"; readonly name: PackageName; readonly version: string }
  | { readonly kind: "keys" }
  | { readonly kind: "ping" }
  | { readonly kind: "whoami" }
  | { readonly kind: "search"; readonly query: string }
  | { readonly kind: "advisories-bulk" }
  | { readonly kind: "audit-legacy" }
  | { readonly kind: "write"; readonly action: string; readonly name: PackageName | undefined }
  | { readonly kind: "own"; readonly path: string }
  | { readonly kind: "root" }
  | { readonly kind: "unknown" };
