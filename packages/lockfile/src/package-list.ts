import { tooLarge } from "./errors.ts";
import type { LockedPackage, LockfileLimits } from "./locked-package.ts";

/** Collects what a lockfile pins, up to the bound. */
export class PackageList {
  readonly packages: LockedPackage[] = [];
  readonly #maxEntries: number;

  constructor({ maxEntries }: LockfileLimits) {
    this.#maxEntries = maxEntries;
  }

  /** Throws `LOCKFILE_TOO_LARGE`. */
  add(entry: LockedPackage): void {
    if (this.packages.length >= this.#maxEntries) throw tooLarge(`${String(this.#maxEntries)} entries`);
    this.packages.push(entry);
  }
}
