import type { Chance } from "./chance.ts";
import { createChance } from "./chance.ts";
import type { LockClient } from "./lockfiles.ts";
import type { Organisation, OrganisationPart } from "./organisation.ts";
import { artefacts } from "./scenarios/artefacts.ts";
import { hitRepositories } from "./scenarios/hit-repositories.ts";
import { hitHosts, otherHosts } from "./scenarios/hosts.ts";
import { oddArtefacts } from "./scenarios/odd-artefacts.ts";
import { oddPipelines } from "./scenarios/odd-pipelines.ts";
import { oddHitRepositories, oddOtherRepositories } from "./scenarios/odd-repositories.ts";
import { otherRepositories } from "./scenarios/other-repositories.ts";
import { pipelines } from "./scenarios/pipelines.ts";
import { proxies } from "./scenarios/proxies.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** How large an organisation is. */
export interface OrganisationScale {
  /** A whole number; the same seed makes the same organisation. */
  readonly seed: number;
  /** At least 23, so that every scenario is there. */
  readonly repositories: number;
  /** At least 3. */
  readonly hosts: number;
}

const clients: readonly [LockClient, ...LockClient[]] = ["npm", "pnpm", "yarn", "berry", "bun"];
const teams = ["payments", "search", "mobile", "billing", "portal", "intranet", "labs"] as const;

/**
 * Makes up an organisation on the morning after the Axios compromise: repositories with history, logs of three pipeline
 * systems, proxies, machines, bills, archives and the firewall's requests, with the truth of each place. Nothing of it is
 * the attack's code. Each scenario is planted at least once; the rest of the repositories and hosts is spread over them.
 */
export function createOrganisation(scale: OrganisationScale): Organisation {
  const chance = createChance(scale.seed);
  const parts: OrganisationPart[] = [];
  for (const { scenario, kind } of chooseScenarios(scale, chance)) {
    const index = parts.length + 1;
    const name = `${kind}-${chance.pick(teams)}-${index}`;
    parts.push(scenario.plant({ chance, index, name, client: chance.pick(clients) }));
  }
  return {
    repositories: parts.flatMap((part) => part.repositories ?? []),
    files: parts.flatMap((part) => part.files ?? []),
    requests: parts.flatMap((part) => part.requests ?? []),
    truths: parts.flatMap((part) => part.truths ?? []),
  };
}

interface Choice {
  readonly scenario: Scenario;
  readonly kind: string;
}

function chooseScenarios(scale: OrganisationScale, chance: Chance): readonly Choice[] {
  const everywhere: readonly Choice[] = [
    ...pipelines.map((scenario) => ({ scenario, kind: "pipeline" })),
    ...proxies.map((scenario) => ({ scenario, kind: "proxy" })),
    ...artefacts.map((scenario) => ({ scenario, kind: "build" })),
    ...oddPipelines.map((scenario) => ({ scenario, kind: "job" })),
    ...oddArtefacts.map((scenario) => ({ scenario, kind: "item" })),
  ];
  const rounds = Math.max(1, Math.floor(scale.repositories / 40));
  return [
    ...fill(
      [
        [...hitRepositories, ...oddHitRepositories],
        [...otherRepositories, ...oddOtherRepositories],
      ],
      scale.repositories,
      chance,
      "repo",
    ),
    ...fill([hitHosts, otherHosts], scale.hosts, chance, "host"),
    ...Array.from({ length: rounds }, () => everywhere).flat(),
  ];
}

/** Each scenario once, then one hit among eight: most of an organisation was spared. */
function fill(
  [hits, others]: readonly [readonly Scenario[], readonly Scenario[]],
  count: number,
  chance: Chance,
  kind: string,
): readonly Choice[] {
  const chosen = [...hits, ...others];
  while (chosen.length < count) {
    const list = chance.below(8) === 0 ? hits : others;
    const scenario = list[chance.below(list.length)];
    if (scenario !== undefined) chosen.push(scenario);
  }
  return chosen.map((scenario) => ({ scenario, kind }));
}
