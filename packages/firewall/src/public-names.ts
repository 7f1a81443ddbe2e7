import type { Clock, Logger, PackageName } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { Upstream, Upstreams } from "@lockkeeper/registry";
import { RegistryError } from "@lockkeeper/registry";
import { LRUCache } from "lru-cache";

/** What the check is made of. */
export interface PublicNamesParts {
  readonly upstreams: Upstreams;
  /** Upstreams whose names are looked for in public; asking tells the public registry the names. */
  readonly checkedIds: ReadonlySet<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Answer {
  readonly isPublic: boolean;
  readonly at: number;
}

const trustedMs = 86_400_000;
const maxNames = 20_000;

/** Knows which private names exist in the public registry too: the ground of dependency confusion. */
export class PublicNames {
  readonly #parts: PublicNamesParts;
  readonly #answers = new LRUCache<string, Answer>({ max: maxNames });

  constructor(parts: PublicNamesParts) {
    this.#parts = parts;
  }

  /** Whether a name of this upstream is in the primary one too; asked once a day, and only where that is switched on. */
  async has(name: PackageName, upstream: Upstream): Promise<boolean> {
    const { upstreams, checkedIds, clock } = this.#parts;
    if (!checkedIds.has(upstream.id) || upstream === upstreams.primary) return false;
    const known = this.#answers.get(name);
    const now = clock.now();
    if (known !== undefined && now >= known.at && now - known.at < trustedMs) return known.isPublic;
    const isPublic = await this.#ask(name);
    if (isPublic === undefined) return known?.isPublic ?? false;
    this.#answers.set(name, { isPublic, at: now });
    return isPublic;
  }

  async #ask(name: PackageName): Promise<boolean | undefined> {
    try {
      const answer = await this.#parts.upstreams.primary.fetchPackument(name, {});
      return answer.kind === "fresh";
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      this.#parts.logger.log("warn", {
        code: "FIREWALL_NAME_NOT_CHECKED",
        message: `Cannot tell whether the private name "${name}" is public too`,
        fields: { cause: toErrorRecord(error) },
      });
      return undefined;
    }
  }
}
