import { planRepairs } from "@lockkeeper/scan";
import type {
  ArrivalLook,
  PageBytes,
  PageFetcher,
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
  /** What the bytes that pages load are fetched with; nothing is fetched without. */
  readonly network?: PageFetcher | undefined;
  /** Whether files that their hosts change at will are taken into the project. */
  readonly isVendoring?: boolean | undefined;
  /** Looks into what would come in; nobody does without. */
  readonly looker?: ArrivalLooker | undefined;
  /** Whether somebody agreed to versions that an inspection holds. */
  readonly takesHeld?: boolean | undefined;
  /** Told what is asked for. */
  readonly tell: (text: string) => void;
}

const maxRounds = 40;
const maxPackages = 3000;
const atATime = 8;

/** Creates a planner; what a registry said is remembered until it is gone. */
export function createPlanner(parts: PlannerParts): Planner {
  const { knowledge, source, network, isVendoring, looker, takesHeld, tell } = parts;
  const published = new Map<string, PublishedPackage | undefined>();
  const refusals = new Map<string, string>();
  const checksums = new Map<string, string | undefined>();

  const resources = new Map<string, PageBytes | undefined>();
  let looks: ReadonlyMap<string, ArrivalLook> = new Map();
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
  async function fetch(urls: readonly string[]): Promise<void> {
    for (const url of urls) {
      tell(`fetching what pages load (${String(resources.size)} so far)`);
      resources.set(url, network === undefined ? undefined : await fetchBytes(url, network));
    }
  }

    async plan(state, requests) {
      for (let round = 0; ; round += 1) {
        const planning = planRepairs(state, requests, {
          knowledge,
          published,
          refusals,
          resources: network === undefined ? undefined : resources,
          isVendoring,
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
          for (const url of planning.urls) resources.set(url, undefined);
          looks = new Map([
            ...looks,
            ...planning.arrivals.map((each) => [arrivalKey(each), tooMuch] as const),
          ]);
        }
      }
    },
          await fetch(planning.urls);
          if (looker !== undefined) looks = await looker.look(planning.arrivals);
  };
}

const tooMuch: ArrivalLook = {
  verdict: "unknown",
  why: "too much was asked for already",
  risk: "moderate",
  news: [],
};

/** The bytes at an address, with the package's own file where a delivery network claims to serve it. */
async function fetchBytes(url: string, network: PageFetcher): Promise<PageBytes | undefined> {
  const bytes = await network.fetchResource(url);
  if (bytes === undefined) return undefined;
  const { name, version, path } = tryParseCdnUrl(url) ?? {};
  const isOfPackage = name !== undefined && version !== undefined && path !== undefined;
  return { bytes, original: isOfPackage ? await network.fetchPackageFile(name, version, path) : undefined };
}
