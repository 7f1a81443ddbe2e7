import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { quoted } from "../reading.ts";
import type { Subject } from "../subject.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** Scripts that npm or the registry adds or that no install runs. */
const hooks = ["preinstall", "install", "postinstall"] as const;

/** The registry says something else of the version than the archive that clients unpack. */
export const manifestConfusion: Detector = defineDetector({
  id: "manifest-confusion",
  title: "The registry's manifest and the one in the archive differ",
  family: "identity",
  strength: "strong",
  technique: "T1036.005",
  *detect(subject) {
    if (subject.registryManifest.state !== "present") return;
    const registry = subject.registryManifest.value;
    yield* names(subject, registry);
    yield* scripts(subject, registry);
    yield* dependencies(subject, registry);
    yield* bins(subject, registry);
  },
});

/** What is said of a member, which is called so for people. */
interface Stated {
  readonly field: string;
  /** As in {@link Sighting}. */
  readonly member: string;
}

function sighting(
  { field, member }: Stated,
  before: string | undefined,
  after: string | undefined,
): Sighting {
  const shown = (value: string | undefined): string => (value === undefined ? "nothing" : quoted(value));
  return {
    message: `The registry says ${shown(before)} of ${field}, and the archive ${shown(after)}.`,
    member,
    before,
    after,
  };
}

function* names({ facts }: Subject, registry: Manifest): Iterable<Sighting> {
  for (const field of ["name", "version"] as const) {
    const stated = textOf(registry[field]);
    const own = facts.manifest[field];
    if (stated === undefined || own === undefined || normal(stated) === normal(own)) continue;
    yield sighting({ field, member: field }, stated, own);
  }
}

/** Some tools publish with a `v` before the version, or with build metadata, which the registry takes off. */
function normal(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, "")
    .replace(/\+.*$/, "");
}

function* scripts({ facts }: Subject, registry: Manifest): Iterable<Sighting> {
  const stated = recordOf(registry["scripts"]);
  for (const hook of hooks) {
    const theirs = textOf(stated[hook]);
    const own = facts.manifest.scripts[hook];
    if (theirs === own) continue;
    // npm itself adds this to what it sends, never to what it packs.
    if (own === undefined && theirs === "node-gyp rebuild") continue;
    // A hook that only the registry knows frightens and does nothing; one that only the archive knows is hidden.
    yield {
      ...sighting({ field: `scripts.${hook}`, member: `scripts.${hook}` }, theirs, own),
      strength: own === undefined ? "supporting" : "decisive",
    };
  }
}

function* dependencies({ facts }: Subject, registry: Manifest): Iterable<Sighting> {
  const stated = { ...recordOf(registry["dependencies"]), ...recordOf(registry["optionalDependencies"]) };
  const own = facts.manifest.dependencies.filter(
    ({ kind }) => kind === "dependencies" || kind === "optionalDependencies",
  );
  const hidden = own.filter(({ name }) => !Object.hasOwn(stated, name));
  const other = own.filter(
    ({ name, spec }) => Object.hasOwn(stated, name) && !isSameSpec(textOf(stated[name]), spec),
  );
  const stateOf = ({ name, kind }: (typeof own)[number]): Stated => ({
    field: `dependency ${name}`,
    member: `${kind}.${name}`,
  });
  for (const each of hidden) yield sighting(stateOf(each), undefined, each.spec);
  for (const each of other) {
    yield { ...sighting(stateOf(each), textOf(stated[each.name]), each.spec), strength: "supporting" };
  }
}

/** Monorepo tools pack `workspace:` and `catalog:` and publish what these stand for. */
function isSameSpec(stated: string | undefined, own: string): boolean {
  if (stated === undefined) return false;
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
  return (
    plain(stated) === plain(own) ||
    /^(?:workspace|catalog|link|file):/.test(own) ||
    (own === "" && stated === "*") ||
    (own === "*" && stated === "")
  );
}

function* bins({ facts }: Subject, registry: Manifest): Iterable<Sighting> {
  const { bin } = registry;
  if (bin === undefined || typeof bin !== "object" || bin === null) return;
  const stated = new Set(Object.keys(bin));
  for (const { command, path } of facts.manifest.bins) {
    if (stated.has(command)) continue;
    yield {
      ...sighting({ field: `bin ${command}`, member: `bin.${command}` }, undefined, path),
      strength: "supporting",
    };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
