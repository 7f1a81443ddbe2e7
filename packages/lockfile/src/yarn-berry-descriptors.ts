import type { DeclaredDependency } from "./declared-dependencies.ts";
import type { GraphOverride } from "./dependency-graph.ts";
import { splitSpec } from "./dependency-spec.ts";
import { parseResolutions } from "./resolutions.ts";
import type { ResolutionSelector } from "./resolutions.ts";
import { decodePercent } from "./yarn-berry.ts";

/** Who depends: a package as it is locked, or a member of the workspace. */
export interface BerryDependent {
  readonly name: string;
  readonly version: string;
}

/** Finds entries of Yarn's lockfile by what they answer (`name@npm:^1.0.0`), and by what they lock (`name@npm:1.2.3`). */
export class BerryDescriptors {
  readonly #answers = new Map<string, number>();
  readonly #located = new Map<string, number>();
  /** Entries that Yarn patches by itself, by the descriptor that they take the place of. */
  readonly #replaced = new Map<string, number>();
  readonly #resolutions = new Map<string, ResolutionSelector[]>();

  constructor(overrides: readonly GraphOverride[]) {
    for (const selector of parseResolutions(overrides)) {
      const others = this.#resolutions.get(selector.name);
      if (others === undefined) this.#resolutions.set(selector.name, [selector]);
      else others.push(selector);
    }
  }

  /** Takes in an entry by its key, which may name several descriptors, and its resolution. */
  add(key: string, resolution: string, index: number): void {
    this.#located.set(withoutParameters(resolution), index);
    for (const descriptor of key.split(", ")) {
      this.#answers.set(descriptor, index);
      const bare = withoutParameters(descriptor);
      if (!this.#answers.has(bare)) this.#answers.set(bare, index);
      const replaced = replacedDescriptor(bare);
      if (replaced !== undefined) this.#replaced.set(replaced, index);
    }
  }

  /** The entry that locks this. */
  located(resolution: string): number | undefined {
    return this.#located.get(withoutParameters(resolution));
  }

  /** The entry that answers a dependency, after what the project forces. */
  find(from: BerryDependent, { name, range }: DeclaredDependency): number | undefined {
    const forced = this.#forced(from, name, range);
    return (forced === undefined ? undefined : this.#answering(name, forced)) ?? this.#answering(name, range);
  }

  #answering(name: string, range: string): number | undefined {
    for (const descriptor of [`${name}@npm:${range}`, `${name}@${range}`]) {
      const index =
        this.#replaced.get(descriptor) ??
        this.#answers.get(descriptor) ??
        this.#answers.get(withoutParameters(descriptor));
      if (index !== undefined) return index;
    }
    return undefined;
  }

  #forced(from: BerryDependent, name: string, range: string): string | undefined {
    const selectors = this.#resolutions.get(name) ?? [];
    return selectors.find(
      (selector) =>
        (selector.range === "" || isSameRange(selector.range, range)) &&
        (selector.from === undefined || isSameDependent(selector.from, from)),
    )?.forced;
  }
}

function isSameRange(one: string, other: string): boolean {
  return withoutRegistry(one) === withoutRegistry(other);
}

function isSameDependent(
  { name, reference }: { readonly name: string; readonly reference: string },
  from: BerryDependent,
): boolean {
  return name === from.name && (reference === "" || withoutRegistry(reference) === from.version);
}

function withoutRegistry(range: string): string {
  return range.startsWith("npm:") ? range.slice("npm:".length) : range;
}

function withoutParameters(text: string): string {
  const end = text.indexOf("::");
  return end < 0 ? text : text.slice(0, end);
}

/** `typescript@patch:typescript@npm%3A^5#optional!builtin<compat/typescript>` answers for `typescript@npm:^5`. */
function replacedDescriptor(descriptor: string): string | undefined {
  const { spec } = splitSpec(descriptor);
  if (!spec.startsWith("patch:") || !spec.includes("builtin<")) return undefined;
  const [inner = ""] = spec.slice("patch:".length).split("#", 1);
  return decodePercent(inner);
}
