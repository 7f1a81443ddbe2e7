import type { Observation } from "../observation.ts";
import type { TriggerRun } from "../run/run-trigger.ts";
import { worldNames } from "../worlds/worlds.ts";
import type { WorldName } from "../worlds/worlds.ts";

import { chooseCircumstances } from "./choose-circumstances.ts";
import { chooseWorlds, firstWorld } from "./choose-worlds.ts";

/** Worlds beyond those that are chosen by what the first run asked for. */
const circumstancesMaxCount = 6;
/** Worlds in a row that showed nothing new, after which no more are tried. */
const fruitlessMaxCount = 2;

/** Worlds in which code acts that waits for something. */
const waitingWorlds: ReadonlySet<WorldName> = new Set(["linux-later", "linux-often"]);
/** What a file holds that counts how often something ran. */
const counting = /^\s*(?:\d{1,15}|\{\s*"\w{1,20}"\s*:\s*\d{1,9}\s*\})\s*$/;

/** Calls that leave something which a second install finds. */
const leaving = /write|rename|copy|link/i;

/** How one trigger is explored. */
export interface ExplorationParts {
  /** Whether circumstances of installs are tried too. */
  readonly isInstall: boolean;
  readonly hasOptionalPackages: boolean;
  /** Worlds that may be tried; all where nothing is said. */
  readonly worlds?: readonly WorldName[];
  /** Whether all that is reachable ran by now. */
  readonly isAllSeen: () => boolean;
}

/** Says in which worlds a trigger is tried, one after the other, by what the runs before asked for and showed. */
export class Exploration {
  readonly #parts: ExplorationParts;
  readonly #waiting: WorldName[] = [firstWorld];
  readonly #tried: Set<WorldName> = new Set();
  readonly #notes: Map<string, Set<string>> = new Map();
  readonly #unset: Set<string> = new Set();
  /** Statements that ran, and things that were tried where nobody counts. */
  readonly #shown: Set<string> = new Set();
  #isAskingServers = false;
  #isLeavingFiles = false;
  #isRunning = false;
  #fruitless = 0;
  #circumstances = 0;

  constructor(parts: ExplorationParts) {
    this.#parts = parts;
  }

  /** Names of variables that were asked for and not set. */
  get unset(): ReadonlySet<string> {
    return this.#unset;
  }

  /** The next world; nothing once enough was seen. */
  next(): WorldName | undefined {
    const next = this.#nextWaiting() ?? this.#nextCircumstances();
    if (next !== undefined) this.#tried.add(next);
    return next;
  }

  /** Takes what a run in the last world showed. */
  add(done: TriggerRun): void {
    const before = this.#shown.size;
    this.#note(done);
    if (this.#tried.size === 1)
      this.#waiting.push(...chooseWorlds(this.#notes, this.#parts.worlds ?? worldNames));
    this.#fruitless = this.#shown.size > before ? 0 : this.#fruitless + 1;
  }

  /** Other times, and other chances, show nothing where all has run at these. */
  #nextWaiting(): WorldName | undefined {
    const isAllSeen = this.#waiting.some((name) => waitingWorlds.has(name)) && this.#parts.isAllSeen();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!isAllSeen || !waitingWorlds.has(next)) return next;
    }
    return undefined;
  }

  #nextCircumstances(): WorldName | undefined {
    if (!this.#parts.isInstall || !this.#isRunning) return undefined;
    if (this.#circumstances === 0) this.#fruitless = 0;
    const isEnough = this.#fruitless >= fruitlessMaxCount || this.#circumstances >= circumstancesMaxCount;
    if (isEnough || this.#parts.isAllSeen()) return undefined;
    this.#circumstances += 1;
    return chooseCircumstances({
      notes: this.#notes,
      unset: [...this.#unset],
      hasOptionalPackages: this.#parts.hasOptionalPackages,
      isAskingServers: this.#isAskingServers,
      isLeavingFiles: this.#isLeavingFiles,
    }).find((name) => !this.#tried.has(name));
  }

  #note({ run, notes, ran, isRunning }: TriggerRun): void {
    this.#isRunning ||= isRunning;
    for (const [fact, details] of notes) {
      const known = this.#notes.get(fact) ?? new Set<string>();
      for (const detail of details) known.add(detail);
      this.#notes.set(fact, known);
    }
    for (const observation of run.observations) this.#noteTried(observation, ran.size > 0);
    if (run.observations.some((observation) => isCounter(observation))) this.#notes.set("counter", new Set());
    for (const [file, statements] of ran) {
      for (const statement of statements) this.#shown.add(`${file}:${statement}`);
    }
  }

  #noteTried({ kind, api, data }: Observation, isCounted: boolean): void {
    const name = typeof data["name"] === "string" ? data["name"] : "";
    if (kind === "env" && name !== "" && data["value"] === undefined) this.#unset.add(name);
    if (kind === "network") this.#isAskingServers = true;
    if (kind === "file" && leaving.test(api)) this.#isLeavingFiles = true;
    if (!isCounted) this.#shown.add(`${kind} ${api} ${name}`);
  }
}

function isCounter({ kind, data }: Observation): boolean {
  const content = data["content"];
  return kind === "file" && typeof content === "string" && counting.test(content);
}
