/** Manifests alone, without what reads code, which takes longer to load than a manifest to read. */
export { readManifest } from "./read-manifest.ts";
