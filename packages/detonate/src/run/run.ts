import type { BaseDisk } from "../disk/base-disk.ts";
import { Disk } from "../disk/disk.ts";
import type { Machine } from "../engine/machine.ts";
import type { DetonateLimits } from "../limits.ts";
import type { Observation } from "../observation.ts";
import { DecodedTexts } from "../record/decoded.ts";
import { HoneySeeker } from "../record/honey.ts";
import { Recorder } from "../record/recorder.ts";
import type { PackageTexts } from "../record/texts-of-package.ts";
import type { RanStatements } from "../rewrite/measure-coverage.ts";
import type { SourceRewriter } from "../rewrite/source-rewriter.ts";
import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";

import { LoadedDownloads } from "./loaded-downloads.ts";
import { WorldClock } from "./world-clock.ts";

/** What the processes of one run share. */
export interface RunParts {
  readonly world: World;
  readonly base: BaseDisk;
  /** What the install of the package left, where this is what comes after it. */
  readonly before?: Disk | undefined;
  /** How many seconds the world's local time is ahead of UTC. */
  readonly offsetOf: () => number;
  readonly texts: PackageTexts;
  /** Where the package is in this world. */
  readonly packageFolder: string;
  readonly limits: DetonateLimits;
  /** One for each level of processes. */
  readonly machines: readonly Machine[];
  readonly rewriter: SourceRewriter;
  /** Where Node is in this world, and which one it is. */
  readonly execPath: string;
  readonly nodeVersion: string;
  readonly builtins: ReadonlySet<string>;
  /** Packages for which the world has something that answers as they do. */
  readonly surfaces: ReadonlySet<string>;
  /** Real time, milliseconds from any moment. */
  readonly now: () => number;
  readonly onObservation?: ((observation: Observation) => void) | undefined;
  /** In the terms of `now`. */
  readonly endsAt?: number | undefined;
}

/** Thrown through a run that needs one machine more than there is: it is begun again with it. */
export class MachineWanted extends Error {}

/** One trigger in one world: a disk, a clock and a log that outlive its processes. */
export class Run {
  readonly parts: RunParts;
  readonly disk: Disk;
  readonly clock: WorldClock;
  readonly recorder: Recorder;
  readonly seeker: HoneySeeker;
  readonly loadedDownloads: LoadedDownloads;
  readonly #deadline: number;
  #effort = 0;
  readonly #ran: Map<number, Set<number>> = new Map();
  #processCount = 0;
  #lastNumber = 0;
  #chance: number | undefined;
  #limit: string | undefined;
  #problem: string | undefined;

  constructor(parts: RunParts) {
    const { world, base, texts, limits } = parts;
    this.parts = parts;
    this.clock = new WorldClock(world.startsAt, parts.offsetOf, limits.virtualMaxMs);
    const room = circumstancesOf(world).isDiskFull ? { ...limits, writtenMaxBytes: 0 } : limits;
    this.disk = new Disk(base, room, () => this.clock.moment, parts.before);
    this.seeker = new HoneySeeker(world.honey);
    this.loadedDownloads = new LoadedDownloads({ disk: this.disk, base, seeker: this.seeker });
    const decoded = new DecodedTexts(texts, world);
    this.recorder = new Recorder({
      limits,
      isDecoded: (text) => decoded.isDecoded(text),
      findHoney: (content) => this.seeker.find(content),
      onObservation: parts.onObservation,
    });
    this.#deadline = Math.min(parts.endsAt ?? Infinity, parts.now() + limits.packageMaxMs);
  }

  /** The bound that was reached, if one was. */
  get limit(): string | undefined {
    return this.#limit;
  }

  /** What nobody caught, first of all processes. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Where chance falls in this round. */
  get chance(): number | undefined {
    return this.#chance;
  }

  /** Begins a round, some time after the one before. */
  begin(afterMs: number, chance: number | undefined): void {
    this.clock.leap(afterMs);
    this.#chance = chance;
  }

  noteProblem(problem: string): void {
    this.#problem ??= problem;
  }

  reach(limit: string): void {
    this.#limit ??= limit;
  }

  /** Statements that ran, where they are counted. */
  get ran(): RanStatements {
    return this.#ran;
  }

  noteRan(file: number, statements: Iterable<number>): void {
    const known = this.#ran.get(file) ?? new Set<number>();
    for (const statement of statements) known.add(statement);
    this.#ran.set(file, known);
  }

  /** Counts work, and says whether the run may go on. */
  mayGoOn(): boolean {
    this.#effort += 1;
    this.clock.advance(1);
    this.#checkWork();
    if (this.recorder.isFull) this.reach("tried more than is written down");
    return this.#limit === undefined;
  }

  #checkWork(): void {
    const { limits, now } = this.parts;
    if (this.#effort > limits.effortMax) this.reach("ran longer than an installer should");
    else if (now() > this.#deadline) this.reach("took too long");
  }

  /** The next process, by the order of their starts; none once there are too many. */
  takeProcess(): number | undefined {
    this.#processCount += 1;
    if (this.#processCount <= this.parts.limits.childMaxCount) return this.#processCount;
    this.reach("started too many processes");
    return undefined;
  }

  get hasProcesses(): boolean {
    return this.#processCount > 0;
  }

  /**
   * Counts work that is done here and not in the engine, by the bytes or characters that it goes over. Large work is looked at
   * at once: the engine asks so rarely that seconds of it would go by in between.
   */
  charge(size: number): void {
    const { effortOfCall, bytesOfEffort } = this.parts.limits;
    this.#effort += effortOfCall + size / bytesOfEffort;
    if (size >= bytesOfEffort) this.#checkWork();
  }

  takeNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  machineAt(depth: number): Machine {
    const machine = this.parts.machines[depth];
    if (machine === undefined) throw new MachineWanted();
    return machine;
  }

  /** A file's name as people know it: relative to the package where it is below it. */
  nameOf(path: string): string {
    const { packageFolder } = this.parts;
    const { places } = this.disk;
    const isBelow = places.keyOf(path).startsWith(places.keyOf(packageFolder));
    const isInside = isBelow && /[\\/]/.test(path.charAt(packageFolder.length));
    return isInside ? path.slice(packageFolder.length + 1).replaceAll("\\", "/") : path;
  }
}
