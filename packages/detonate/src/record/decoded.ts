import type { World } from "../world.ts";

import type { PackageTexts } from "./texts-of-package.ts";

const partMinCharacters = 5;
const partMaxCount = 60;

/** Says which texts of an observation the package composed or decoded. */
export class DecodedTexts {
  readonly #texts: PackageTexts;
  readonly #ofWorld: ReadonlySet<string>;

  constructor(texts: PackageTexts, world: World) {
    this.#texts = texts;
    const told = [
      ...Object.values(world.environment),
      ...Object.keys(world.environment),
      world.home,
      world.project,
      world.temporaryFolder,
      world.hostname,
      world.user,
      world.locale,
      world.platform,
      world.arch,
    ];
    this.#ofWorld = new Set(told.flatMap(partsOf));
  }

  /** Whether parts of a text stand nowhere in the package, and are none that the world told it. */
  isDecoded(text: string): boolean {
    const parts = partsOf(text).filter((part) => !this.#ofWorld.has(part));
    return parts.slice(0, partMaxCount).some((part) => !this.#texts.contains(part));
  }
}

/** Names, hosts and words, which survive being put together; numbers and short words say nothing. */
function partsOf(text: string): readonly string[] {
  return text
    .split(/[^A-Za-z0-9_]+/)
    .filter((part) => part.length >= partMinCharacters && !/^\d+$/.test(part));
}
