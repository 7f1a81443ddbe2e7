import type { Subject } from "@lockkeeper/detectors";
import type { TriggerKind } from "@lockkeeper/detonate";
import type { PackageFacts, Trigger } from "@lockkeeper/facts";

import { firstPublished } from "../dependency-age.ts";

/** What is known of a version when it is decided whether to run what it does once it is loaded or started. */
export type KnownBefore = Pick<Subject, "facts" | "predecessor" | "registry">;

type Disguise = PackageFacts["sources"][number]["facts"]["disguises"][number]["kind"];

const dayMs = 86_400_000;
/** As long as nobody had the time to look at it. Milliseconds. */
const youngPackageMs = 30 * dayMs;
/** Libraries are published so, and hide nothing by it. */
const plainDisguises: ReadonlySet<Disguise> = new Set([
  "minified",
  "dead-code",
  "encoded-blob",
  "escaped-text",
]);
const loading: ReadonlySet<Trigger> = new Set(["import", "bin"]);
/** What a library does not begin to do from one release to the next. */
const weightyEffects: ReadonlySet<string> = new Set([
  "process",
  "network",
  "dns",
  "run-code",
  "read-all-environment",
  "delete-file",
  "wallet",
  "clipboard",
  "replace-global",
  "decrypt",
  "publish",
  "install-packages",
  "persist",
]);

/** Whether an installation runs code of the package: that is always run in the emulator. */
export function runsAtInstall({ manifest }: PackageFacts): boolean {
  return manifest.installScripts.length > 0;
}

/** The kinds of triggers that are pulled besides those of an install, none for most libraries; see {@link isWorthLoading}. */
export function loadTriggers(known: KnownBefore): readonly TriggerKind[] {
  const { entries, bins } = known.facts.manifest;
  if (entries.length + bins.length === 0 || !isWorthLoading(known)) return [];
  return [
    ...(entries.length > 0 ? (["import"] as const) : []),
    ...(bins.length > 0 ? (["bin"] as const) : []),
  ];
}

/** Whether what is loaded or started is young, does what the release before did not, or hides something. */
export function isWorthLoading(known: KnownBefore): boolean {
  return isYoung(known) || isChanged(known) || isConcealed(known.facts);
}

/** What no registry lists, and has no release before it, is as young as can be: nobody vouches for it. */
function isYoung({ registry, predecessor }: KnownBefore): boolean {
  if (registry.state !== "present") return predecessor.state !== "present";
  const { history, now } = registry.value;
  const first = firstPublished(history);
  return first.state === "present" && now - first.value < youngPackageMs;
}

function isChanged({ predecessor }: KnownBefore): boolean {
  if (predecessor.state !== "present") return false;
  const { capabilities, concealments } = predecessor.value.drift;
  return (
    concealments.some((kind) => !plainDisguises.has(kind as Disguise)) || // as: kinds of concealment are among them
    capabilities.added.some(
      ({ kind, trigger }) => weightyEffects.has(kind) && (trigger === "import" || trigger === "bin"),
    )
  );
}

function isConcealed({ sources }: PackageFacts): boolean {
  return sources.some(
    ({ triggers, facts }) =>
      triggers.some((trigger) => loading.has(trigger)) &&
      (facts.parsed === "failed" ||
        facts.disguises.some(({ kind }) => !plainDisguises.has(kind)) ||
        facts.effects.some(({ naming, layer }) => naming === "decoded" || layer > 0)),
  );
}
