import type { Arrival, ArrivalParts } from "./arrival.ts";
import type { PageBytes } from "../html/mend-page.ts";
import type { DiskRepair } from "./disk-request.ts";
import type { PlanMemory } from "./plan-memory.ts";
import type { PublishedPackages } from "./published-package.ts";
import type { RepairDrift, RepairRisk, TextChange } from "./repair.ts";

/** What requests are worked out with. */
export interface RepairParts extends ArrivalParts {
  readonly published: PublishedPackages;
  /** Why packages that were asked for are not to be had, by name, where that is known. */
  readonly refusals?: ReadonlyMap<string, string> | undefined;
  /** What pages load, by address; `undefined` for what cannot be had. Nothing is asked for where it is left out. */
  readonly resources?: ReadonlyMap<string, PageBytes | undefined> | undefined;
  /** Whether files that their hosts change at will are taken into the project. */
  readonly isVendoring?: boolean | undefined;
  /** What earlier rounds of the same planning worked out; all is worked out anew without. */
  readonly memory?: PlanMemory | undefined;
  /** Checksums of the archives that Yarn makes, by `name@version`; `undefined` for those that cannot be had. */
  readonly checksums?: ReadonlyMap<string, string | undefined> | undefined;
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
      /** Where the project tells of its releases. */
      readonly page?: string | undefined;
      /** What else a person should know, in one sentence. */
      readonly note?: string | undefined;
      readonly changes: readonly TextChange[];
      readonly disk?: DiskRepair | undefined;
      /** What of it is left to people, each in a sentence. */
      readonly leftOver?: readonly string[];
    }
  | {
      readonly kind: "wanting";
      readonly names: readonly string[];
      /** Versions whose bytes are wanted, as `name@version`. */
      readonly archives?: readonly string[];
      /** Addresses of pages whose bytes are wanted. */
      readonly urls?: readonly string[];
      /** Versions that somebody should look into. */
      readonly arrivals?: readonly Arrival[];
    }
  /** There is no need. */
  | { readonly kind: "gone" }
  | {
      readonly kind: "refused";
      readonly why: string;
      readonly command: string | undefined;
      /** Whether it is the version that may not come in. */
      readonly isForbidden?: boolean;
    };
