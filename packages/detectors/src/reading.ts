import type { Indicator, PackageFacts } from "@lockkeeper/facts";

import type { Sighting } from "./detector.ts";
import type { Deed, EffectKind, Moment, Scene, SourceKind, Unit } from "./scene.ts";

const quotedMaxCharacters = 120;

/** Moments at which code runs although nobody asked for what it does. */
const unasked: ReadonlySet<Moment> = new Set(["install", "tool", "import"]);

/** What a moment is called in a message. */
const momentWords: Readonly<Record<Moment, string>> = {
  install: "at install",
  import: "as soon as it is loaded",
  bin: "when its command is started",
  tool: "when an editor, an agent or git opens its folder",
  browser: "in a browser",
  use: "when it is used",
  development: "in its own development",
  never: "in a file that nothing runs",
};

/** Says when a deed is done, for a message. */
export function whenOf({ moment }: Pick<Deed, "moment">): string {
  return momentWords[moment];
}

/** Whether it is done by an install, by a tool that opens the folder, or by merely loading the package. */
export function isUnasked({ moment }: Pick<Deed, "moment">): boolean {
  return unasked.has(moment);
}

/** Whether it is done by an install or by a tool that opens the folder: before anybody uses the package. */
export function isAtInstall({ moment }: Pick<Deed, "moment">): boolean {
  return moment === "install" || moment === "tool";
}

/** Whether anything but the package's own development ever does it. */
export function isLive({ moment }: Pick<Deed, "moment">): boolean {
  return moment !== "development" && moment !== "never";
}

/** The deeds of some kinds. */
export function deedsOf(
  place: Pick<Scene | Unit, "deeds">,
  ...kinds: readonly EffectKind[]
): readonly Deed[] {
  return place.deeds.filter(({ effect }) => kinds.includes(effect.kind));
}

/** Whether any of these sources flows into it. */
export function carries(deed: Deed, ...kinds: readonly SourceKind[]): boolean {
  return kinds.some((kind) => deed.sources.has(kind));
}

/** Foreign text as it stands in a message: quoted, on one line, cut. */
export function quoted(text: string): string {
  const cut = text.length <= quotedMaxCharacters ? text : `${text.slice(0, quotedMaxCharacters - 1)}…`;
  return JSON.stringify(cut);
}

/** The argument of a deed for a message; its API where the argument is not known. */
export function objectOf({ effect }: Pick<Deed, "effect">): string {
  return effect.argument === undefined || effect.argument === "" ? effect.api : quoted(effect.argument);
}

/** A sighting at the place of a deed. */
export function sightingAt(deed: Deed, sighting: Sighting): Sighting {
  const { line, column } = deed.effect.location;
  return {
    ...(deed.isCommand ? commandPlace(deed.file) : { location: { file: deed.file, line, column } }),
    excerpt: deed.effect.excerpt,
    ...sighting,
  };
}

/** Where a command stands that is named by a field of the manifest or by a file. */
export function commandPlace(from: string): Pick<Sighting, "location" | "member"> {
  return from.startsWith("scripts.") ? { member: from } : { location: { file: from, line: 1, column: 1 } };
}

/** Places for files that nobody keeps, as the engine of code writes them. */
const temporary =
  /\$\{tmpdir\}|(?:^|[\s"'=])\/(?:var\/)?tmp\/|%temp%|%tmp%|\$env:temp|appdata|programdata|\/dev\/shm/i;

/** Whether a path or a command leads to where files are put that nobody keeps or looks at. */
export function isTemporary(text: string | undefined): boolean {
  return temporary.test(text ?? "");
}

/** The first deed of each file, so that one file yields one finding. */
export function firstByFile(deeds: readonly Deed[]): readonly Deed[] {
  const first = new Map<string, Deed>();
  for (const deed of deeds) if (!first.has(deed.file)) first.set(deed.file, deed);
  return [...first.values()];
}

/** The indicators that a unit has in its code, or in the line of its command. */
export function indicatorsIn(unit: Unit, facts: PackageFacts): readonly Indicator[] {
  const { command } = unit;
  if (command === undefined) {
    return facts.indicators.filter(({ path, where }) => path === unit.file && where === "code");
  }
  return facts.indicators.filter(({ path, value }) => path === "package.json" && command.includes(value));
}
