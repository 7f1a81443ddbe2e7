import type { Progress } from "../detonate-package.ts";
import type { Detonation, DetonationTrigger, TriggerDetonation } from "../detonation.ts";
import { findBehaviours } from "../findings/find-behaviours.ts";
import type { Observation, WorldRun } from "../observation.ts";
import { compareWorlds } from "../explore/compare-worlds.ts";

/** Puts together what a thread told before it was ended: what was under way counts as cut short. */
export class PartialDetonation {
  readonly #runs: Map<string, { readonly trigger: DetonationTrigger; readonly runs: WorldRun[] }> = new Map();
  #tried: Observation[] = [];
  #underWay: Extract<Progress, { readonly kind: "begun" }> | undefined;

  add(progress: Progress): void {
    switch (progress.kind) {
      case "begun":
        this.#underWay = progress;
        this.#tried = [];
        break;
      case "tried":
        this.#tried.push(...progress.observations);
        break;
      case "ended":
        this.#underWay = undefined;
        this.#entryOf(progress.trigger).runs.push(progress.run);
        break;
    }
  }

  /** What is known, with the reason why there is no more. */
  finish(problem: string): Detonation {
    const begun = this.#underWay;
    if (begun !== undefined) {
      const { world: name, platform } = begun;
      const observations = this.#tried;
      const cut: WorldRun = { name, platform, observations, coverage: undefined, ended: "limit", problem };
      this.#entryOf(begun.trigger).runs.push(cut);
    }
    const triggers = [...this.#runs.values()].map(({ trigger, runs }): TriggerDetonation => ({
      trigger,
      worlds: runs,
      differences: compareWorlds(runs, []),
      coverage: greatestOf(runs.flatMap(({ coverage }) => coverage ?? [])),
    }));
    return { triggers, findings: findBehaviours(triggers) };
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0 && this.#underWay === undefined;
  }

  #entryOf(trigger: DetonationTrigger): { readonly runs: WorldRun[] } {
    const key = `${trigger.kind} ${trigger.name}`;
    const known = this.#runs.get(key) ?? { trigger, runs: [] };
    this.#runs.set(key, known);
    return known;
  }
}

function greatestOf(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
