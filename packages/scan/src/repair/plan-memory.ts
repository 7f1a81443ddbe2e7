import type { RepairState } from "./repair-state.ts";
import type { RepairWish } from "./repair.ts";
import type { WorkedRequest } from "./worked-request.ts";

/**
 * What was worked out in earlier rounds of one planning, so that asking for more does not work out all of it again. What
 * was known then is still so: answers are only added.
 */
export interface PlanMemory {
  /** What became of a wish in a state; worked out where it is not known, or wanted something then. */
  workOnce(state: RepairState, wish: RepairWish, work: () => WorkedRequest): WorkedRequest;
  /** The state after a request, which was made of its changes once. */
  stateAfter(worked: WorkedRequest, make: () => RepairState): RepairState;
}

/** Creates a memory for one project. */
export function createPlanMemory(): PlanMemory {
  const known = new WeakMap<RepairState, Map<RepairWish, WorkedRequest>>();
  const after = new WeakMap<WorkedRequest, RepairState>();
  return {
    workOnce(state, wish, work) {
      const ofState = known.get(state) ?? new Map<RepairWish, WorkedRequest>();
      const before = ofState.get(wish);
      if (before !== undefined) return before;
      const worked = work();
      if (worked.kind !== "wanting") known.set(state, ofState.set(wish, worked));
      return worked;
    },
    stateAfter(worked, make) {
      const made = after.get(worked) ?? make();
      after.set(worked, made);
      return made;
    },
  };
}
