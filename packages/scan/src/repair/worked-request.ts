import type { Arrival, ArrivalParts } from "./arrival.ts";
import type { PublishedPackages } from "./published-package.ts";
import type { RepairDrift, RepairRisk, TextChange } from "./repair.ts";

/** What requests are worked out with. */
export interface RepairParts extends ArrivalParts {
  readonly published: PublishedPackages;
  /** Why packages that were asked for are not to be had, by name, where that is known. */
  readonly refusals?: ReadonlyMap<string, string> | undefined;
  /** Pages whose bytes were looked at, as they are and as they would be with hashes; none without a network. */
  readonly pages?: ReadonlyMap<string, PageTexts> | undefined;
  /** Checksums of the archives that Yarn makes, by `name@version`; `undefined` for those that cannot be had. */
  readonly checksums?: ReadonlyMap<string, string | undefined> | undefined;
}

/** A page before and after. */
export interface PageTexts {
  readonly before: string;
  readonly after: string;
}

/** A request that was worked out, in want of packages nobody asked for yet, without need, or not to be done by us. */
export type WorkedRequest =
  | {
      readonly kind: "worked";
      readonly title: string;
      readonly risk: RepairRisk;
      readonly riskReason: string;
      /** Whether packages get a version which they do not allow. */
      readonly isForced?: boolean;
      readonly drift?: RepairDrift | undefined;
      readonly changes: readonly TextChange[];
    }
  | {
      readonly kind: "wanting";
      readonly names: readonly string[];
      /** Versions whose bytes are wanted, as `name@version`. */
      readonly archives?: readonly string[];
      /** Versions that somebody should look into. */
      readonly arrivals?: readonly Arrival[];
    }
  | { readonly kind: "gone" }
  | {
      readonly kind: "refused";
      readonly why: string;
      readonly command: string | undefined;
      /** Whether it is the version that may not come in. */
      readonly isForbidden?: boolean;
    };
