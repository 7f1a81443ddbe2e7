import type { LogSign, LogSignKind } from "./log-sign.ts";

/** Where and when something stood in a log. */
export interface LogPlace {
  readonly line: number;
  readonly at: number | undefined;
  readonly hasZone: boolean;
}

/** Lines that say the same of the same version. */
export interface LogFinding {
  readonly kind: LogSignKind;
  readonly name: string;
  readonly version: string | undefined;
  readonly words: string;
  /** The first of its lines, redacted. */
  readonly excerpt: string;
  readonly first: LogPlace;
  readonly last: LogPlace;
  readonly count: number;
}

/** The findings of one log, each counted; as many as the bound lets. */
export class LogFindings {
  readonly #maxCount: number;
  readonly #byKey = new Map<string, LogFinding>();
  isOverLimit = false;

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  get all(): readonly LogFinding[] {
    return [...this.#byKey.values()];
  }

  /** Takes a sign; the excerpt is asked for where it is the first of its kind. */
  add(sign: LogSign, place: LogPlace, excerpt: () => string): void {
    const { kind, name, version, words } = sign;
    const at = sign.at === undefined ? place : { ...place, at: sign.at, hasZone: true };
    const key = [kind, name, version ?? "", words].join("\n");
    const before = this.#byKey.get(key);
    if (before !== undefined) {
      this.#byKey.set(key, { ...before, ...widen(before, at), count: before.count + 1 });
      return;
    }
    if (this.#byKey.size >= this.#maxCount) {
      this.isOverLimit = true;
      return;
    }
    this.#byKey.set(key, { kind, name, version, words, excerpt: excerpt(), first: at, last: at, count: 1 });
  }
}

/** By the clock where there is one, otherwise in the order of lines. */
function widen(before: LogFinding, at: LogPlace): Pick<LogFinding, "first" | "last"> {
  const isEarlier = at.at !== undefined && before.first.at !== undefined && at.at < before.first.at;
  const isLater = at.at === undefined || before.last.at === undefined || at.at >= before.last.at;
  return { first: isEarlier ? at : before.first, last: isLater ? at : before.last };
}
