import { arrivalKey, createPlanMemory, planRepairs, tryParseCdnUrl } from "@lockkeeper/scan";
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

import type { ArrivalLooker } from "./arrival-looker.ts";
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
  const { knowledge, network, isVendoring, looker, takesHeld } = parts;
  const gatherer = createGatherer(parts);
  const memory = createPlanMemory();
  return {
    async plan(state, requests) {
      for (let round = 0; ; round += 1) {
        const { looks, resources, ...gathered } = gatherer.gathered;
        const planning = planRepairs(state, requests, {
          ...gathered,
          knowledge,
          resources: network === undefined ? undefined : resources,
          isVendoring,
          looks: looker === undefined ? undefined : looks,
          takesHeld,
          memory,
        });
        if (planning.kind === "planned") return planning;
        // What is not asked for counts as not to be had, and the plan says so.
        if (round >= maxRounds || gathered.published.size > maxPackages) gatherer.giveUp(planning);
        else await gatherer.gather(planning);
      }
    },
  };
}

type Wanting = Extract<Planning, { readonly kind: "wanting" }>;

interface Gathered {
  readonly published: Map<string, PublishedPackage | undefined>;
  readonly refusals: Map<string, string>;
  readonly checksums: Map<string, string | undefined>;
  readonly resources: Map<string, PageBytes | undefined>;
  readonly looks: Map<string, ArrivalLook>;
}

/** Gets what a plan wants to know, and remembers it. */
interface Gatherer {
  readonly gathered: Gathered;
  gather(wanting: Wanting): Promise<void>;
  giveUp(wanting: Wanting): void;
}

function createGatherer({ source, network, looker, tell }: PlannerParts): Gatherer {
  const gathered: Gathered = {
    published: new Map(),
    refusals: new Map(),
    checksums: new Map(),
    resources: new Map(),
    looks: new Map(),
  };
  const { published, refusals, checksums, resources, looks } = gathered;

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

  async function readChecksum(label: string): Promise<void> {
    tell(`reading ${label} for Yarn's checksum`);
    const at = label.indexOf("@", 1);
    const [name, version] = [label.slice(0, at), label.slice(at + 1)];
    const release = published.get(name)?.history.releases.find((each) => each.version === version);
    checksums.set(label, release === undefined ? undefined : await source.checksum(name, release));
  }

  return {
    gathered,
    async gather({ names, archives, urls, arrivals }) {
      await ask(names);
      for (const label of archives) await readChecksum(label);
      for (const url of urls) {
        tell(`fetching what pages load (${String(resources.size)} so far)`);
        resources.set(url, network === undefined ? undefined : await fetchBytes(url, network));
      }
      const seen = looker === undefined ? [] : await looker.look(arrivals);
      for (const [key, look] of seen) looks.set(key, look);
    },
    giveUp({ names, archives, urls, arrivals }) {
      for (const name of names) published.set(name, undefined);
      for (const label of archives) checksums.set(label, undefined);
      for (const url of urls) resources.set(url, undefined);
      for (const arrival of arrivals) looks.set(arrivalKey(arrival), tooMuch);
    },
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
