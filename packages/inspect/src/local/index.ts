/** Packages that are on the disk, without what asks registries and judges, which takes longer to load than most packages to run. */
export type { FetchedPackage } from "./fetched-package.ts";
export { readLocalPackage } from "./local-package.ts";
