import { planRepairs } from "@lockkeeper/scan";
import type {
  PageTexts,
  Planning,
  PublishedPackage,
  RepairRequest,
  RepairState,
  ScanKnowledge,
} from "@lockkeeper/scan";

import type { PublishedSource } from "./published-source.ts";

/** Plans a repair, and asks for what it needs to know of packages. */
export interface Planner {
  plan(
    state: RepairState,
    requests: readonly RepairRequest[],
  ): Promise<Extract<Planning, { readonly kind: "planned" }>>;
}

/** What a planner works with. */
export interface PlannerParts {
  readonly knowledge: ScanKnowledge;
  readonly source: PublishedSource;
  /** Pages as they would be with hashes. */
  readonly pages?: ReadonlyMap<string, PageTexts>;
  /** Told what is asked for. */
  readonly tell: (text: string) => void;
}

const maxRounds = 40;
const maxPackages = 3000;
const atATime = 8;

/** Creates a planner; what a registry said is remembered until it is gone. */
export function createPlanner({ knowledge, source, pages, tell }: PlannerParts): Planner {
  const published = new Map<string, PublishedPackage | undefined>();
  const refusals = new Map<string, string>();
  const checksums = new Map<string, string | undefined>();

  async function ask(names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += atATime) {
      tell(`asking for packages (${String(published.size)} so far)`);
      const some = names.slice(at, at + atATime);
      const answers = await Promise.all(some.map((name) => source.read(name)));
      for (const [index, name] of some.entries()) {
        published.set(name, answers[index]);
        const why = source.whyNot?.(name);
        if (why !== undefined) refusals.set(name, why);
      }
    }
  }

  async function read(labels: readonly string[]): Promise<void> {
    for (const label of labels) {
      tell(`reading ${label} for Yarn's checksum`);
      const at = label.indexOf("@", 1);
      const [name, version] = [label.slice(0, at), label.slice(at + 1)];
      const release = published.get(name)?.history.releases.find((each) => each.version === version);
      checksums.set(label, release === undefined ? undefined : await source.checksum(name, release));
    }
  }

  return {
    async plan(state, requests) {
      for (let round = 0; ; round += 1) {
        const planning = planRepairs(state, requests, {
          knowledge,
          published,
          refusals,
          pages,
          checksums,
        });
        if (planning.kind === "planned") return planning;
        const isTooMuch = round >= maxRounds || published.size > maxPackages;
        // What is not asked for counts as not to be had, and the plan says so.
        if (isTooMuch) {
          for (const name of planning.names) published.set(name, undefined);
          for (const label of planning.archives) checksums.set(label, undefined);
        } else {
          await ask(planning.names);
          await read(planning.archives);
        }
      }
    },
  };
}
