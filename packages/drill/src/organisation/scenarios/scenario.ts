import type { Chance } from "../chance.ts";
import type { LockClient } from "../lockfiles.ts";
import type { OrganisationPart } from "../organisation.ts";

/** What a scenario is told: who it is and with what it may vary. */
export interface ScenarioContext {
  readonly chance: Chance;
  /** A number that no other scenario of the organisation has. */
  readonly index: number;
  /** A name that no other has, such as `payments-17`. */
  readonly name: string;
  readonly client: LockClient;
}

/** Plants something that is true of one place, with the traces that it leaves. */
export interface Scenario {
  readonly name: string;
  readonly plant: (context: ScenarioContext) => OrganisationPart;
}
