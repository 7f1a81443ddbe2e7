import { unreachable } from "@lockkeeper/core";

import { expectPlace, hasWildcard } from "./indicator-path.ts";
import type { SweepHost } from "./host.ts";
import type {
  AddressIndicator,
  CommandIndicator,
  FileIndicator,
  HashIndicator,
  HostIndicator,
  PackageFileIndicator,
  PackageIndicator,
  PersistenceIndicator,
  ProcessIndicator,
  RegistryIndicator,
  RepositoryIndicator,
  RunnerIndicator,
  SweepIndicator,
  WorkflowIndicator,
} from "./indicator.ts";

/** A file that is looked for by the last segments of its path. */
export interface TailIndicator {
  /** The segments from last to first, folded. */
  readonly backwards: readonly string[];
  readonly indicator: FileIndicator;
}

/** The indicators of a sweep, laid out so that the name of a file tells at once whether it matters. */
export interface IndicatorIndex {
  readonly size: number;
  readonly campaigns: readonly string[];
  /** The form of a name under which names are compared on this host. */
  readonly fold: (name: string) => string;
  readonly anchored: readonly { readonly path: string; readonly indicator: FileIndicator }[];
  /** By the folded last segment. */
  readonly tails: ReadonlyMap<string, readonly TailIndicator[]>;
  /** Those whose last segment has a wildcard, by the folded segment before it. */
  readonly wildTails: ReadonlyMap<string, readonly TailIndicator[]>;
  /** By the folded name of the file; those without a name under the empty one. */
  readonly hashes: ReadonlyMap<string, readonly HashIndicator[]>;
  /** By package. */
  readonly packages: ReadonlyMap<string, readonly PackageIndicator[]>;
  readonly packageFiles: ReadonlyMap<string, readonly PackageFileIndicator[]>;
  /** By host in lower case. */
  readonly hosts: ReadonlyMap<string, readonly HostIndicator[]>;
  readonly addresses: ReadonlyMap<string, readonly AddressIndicator[]>;
  readonly processes: readonly ProcessIndicator[];
  readonly commands: readonly CommandIndicator[];
  readonly persistence: readonly PersistenceIndicator[];
  readonly registry: readonly RegistryIndicator[];
  readonly repositories: readonly RepositoryIndicator[];
  readonly workflows: readonly WorkflowIndicator[];
  readonly runners: readonly RunnerIndicator[];
}

/** Lays out indicators for a host; those of other platforms are left out. */
export function indexIndicators(indicators: readonly SweepIndicator[], host: SweepHost): IndicatorIndex {
  const fold = host.platform === "linux" ? (name: string) => name : (name: string) => name.toLowerCase();
  const wanted = indicators.filter(({ platform }) => platform === undefined || platform === host.platform);
  const draft = createDraft();
  for (const indicator of wanted) addIndicator(draft, indicator, { host, fold });
  return {
    ...draft,
    size: wanted.length,
    campaigns: [...new Set(indicators.map(({ campaign }) => campaign))].toSorted(),
    fold,
  };
}

interface Draft {
  readonly anchored: { readonly path: string; readonly indicator: FileIndicator }[];
  readonly tails: Map<string, TailIndicator[]>;
  readonly wildTails: Map<string, TailIndicator[]>;
  readonly hashes: Map<string, HashIndicator[]>;
  readonly packages: Map<string, PackageIndicator[]>;
  readonly packageFiles: Map<string, PackageFileIndicator[]>;
  readonly hosts: Map<string, HostIndicator[]>;
  readonly addresses: Map<string, AddressIndicator[]>;
  readonly processes: ProcessIndicator[];
  readonly commands: CommandIndicator[];
  readonly persistence: PersistenceIndicator[];
  readonly registry: RegistryIndicator[];
  readonly repositories: RepositoryIndicator[];
  readonly workflows: WorkflowIndicator[];
  readonly runners: RunnerIndicator[];
}

interface Surroundings {
  readonly host: SweepHost;
  readonly fold: (name: string) => string;
}

function createDraft(): Draft {
  return {
    anchored: [],
    tails: new Map(),
    wildTails: new Map(),
    hashes: new Map(),
    packages: new Map(),
    packageFiles: new Map(),
    hosts: new Map(),
    addresses: new Map(),
    processes: [],
    commands: [],
    persistence: [],
    registry: [],
    repositories: [],
    workflows: [],
    runners: [],
  };
}

function addIndicator(draft: Draft, indicator: SweepIndicator, { host, fold }: Surroundings): void {
  switch (indicator.kind) {
    case "file":
      return addFile(draft, indicator, { host, fold });
    case "hash":
      return add(draft.hashes, fold(indicator.fileName ?? ""), indicator);
    case "package-file":
      for (const name of indicator.packages) add(draft.packageFiles, name, indicator);
      return undefined;
    case "package":
      return add(draft.packages, indicator.name, indicator);
    case "host":
      return add(draft.hosts, indicator.host.toLowerCase(), indicator);
    case "address":
      return add(draft.addresses, indicator.address, indicator);
    case "process":
    case "command":
    case "persistence":
    case "registry":
    case "repository":
    case "workflow":
    case "runner":
      return addListed(draft, indicator);
    default:
      return unreachable(indicator);
  }
}

type ListedIndicator =
  | ProcessIndicator
  | CommandIndicator
  | PersistenceIndicator
  | RegistryIndicator
  | RepositoryIndicator
  | WorkflowIndicator
  | RunnerIndicator;

function addListed(draft: Draft, indicator: ListedIndicator): void {
  switch (indicator.kind) {
    case "process":
      draft.processes.push(indicator);
      return;
    case "command":
      draft.commands.push(indicator);
      return;
    case "persistence":
      draft.persistence.push(indicator);
      return;
    case "registry":
      draft.registry.push(indicator);
      return;
    case "repository":
      draft.repositories.push(indicator);
      return;
    case "workflow":
      draft.workflows.push(indicator);
      return;
    case "runner":
      draft.runners.push(indicator);
      return;
    default:
  }
}

function addFile(draft: Draft, indicator: FileIndicator, { host, fold }: Surroundings): void {
  const place = expectPlace(indicator.path, host);
  if (place === undefined) return;
  if (place.kind === "anchored") {
    for (const path of place.paths) draft.anchored.push({ path, indicator });
    return;
  }
  const backwards = place.segments.map(fold).toReversed();
  const [last = "", before] = backwards;
  if (!hasWildcard(last)) add(draft.tails, last, { backwards, indicator });
  else if (before !== undefined && !hasWildcard(before))
    add(draft.wildTails, before, { backwards, indicator });
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
