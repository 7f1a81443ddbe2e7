import { readFileSync } from "node:fs";

import { guestNames, listGuestPaths, readGuestFiles } from "./engine/guest-files.ts";
import { describeFilesOfModel } from "./engine/files-of-model.ts";
import { keepModel, tryReadModel } from "./engine/kept-model.ts";
import type { MachineModel } from "./engine/machine-model.ts";
import { Machine } from "./engine/machine.ts";
import { compileWasm, wasmDigest } from "./engine/wasm-program.ts";
import type { DetonateLimits } from "./limits.ts";
import { MachineWanted } from "./run/run.ts";

/** What a run needs of the emulator. */
export interface RunningEmulator {
  readonly machines: readonly Machine[];
  readonly builtins: ReadonlySet<string>;
  readonly surfaces: ReadonlySet<string>;
  readonly limits: DetonateLimits;
}

/** What machines may keep for the next package, all of a thread together; beyond it those that grew are given back. */
const keptMaxBytes = 96 * 1024 * 1024;

/** Where a model is kept, and what it must have been made of. */
interface ModelPlace {
  readonly folder: string;
  readonly key: string;
}

/** The machines of a thread: one for each level of processes within processes, made when they are first wanted. */
export class Emulator {
  readonly limits: DetonateLimits;
  readonly #names: ReturnType<typeof guestNames>;
  readonly #program: Promise<WebAssembly.Module>;
  readonly #place: ModelPlace | undefined;
  #kept: MachineModel | undefined;
  readonly #machines: Machine[] = [];

  /** With a folder, the first machine is kept there as a photograph, and taken from there the next time. */
  static async create(limits: DetonateLimits, cacheFolder?: string): Promise<Emulator> {
    // Other threads of the engine's host compile while what was kept is read.
    const program = compileWasm();
    const paths = listGuestPaths();
    const place =
      cacheFolder === undefined ? undefined : { folder: cacheFolder, key: modelKeyOf(limits, paths) };
    const emulator = new Emulator(program, { limits, paths, place });
    await program;
    return emulator;
  }

  private constructor(
    program: Promise<WebAssembly.Module>,
    {
      limits,
      paths,
      place,
    }: {
      readonly limits: DetonateLimits;
      readonly paths: readonly string[];
      readonly place: ModelPlace | undefined;
    },
  ) {
    this.limits = limits;
    this.#program = program;
    this.#names = guestNames(paths);
    this.#place = place;
    this.#kept = place && tryReadModel(place.folder, place.key);
  }

  /** Does something with machines; from the start again where one more is wanted. */
  async use<Result>(run: (emulator: RunningEmulator) => Result): Promise<Result> {
    if (this.#machines.length === 0) this.#machines.push(await this.#createFirst());
    for (;;) {
      await this.#replaceBroken();
      try {
        return run({ ...this.#names, machines: this.#machines, limits: this.limits });
      } catch (error) {
        if (!(error instanceof MachineWanted)) throw error;
        this.#machines.push(await this.#createMachine(this.#machines.length));
      }
    }
  }

  /**
   * Gives back what grew to more than is kept, and says whether anything did: engines return their memory only with the thread
   * that they are in, and another thread has all its code to compile again.
   */
  giveBack(): boolean {
    if (this.#memoryBytes <= keptMaxBytes) return false;
    const grown = this.#machines.filter((machine) => machine.isGrown);
    for (const machine of grown) machine.retire();
    return grown.length > 0;
  }

  async #replaceBroken(): Promise<void> {
    for (const [index, machine] of this.#machines.entries()) {
      if (machine.isBroken) this.#machines[index] = await this.#createMachine(index);
    }
  }

  async #createFirst(): Promise<Machine> {
    const kept = this.#kept;
    this.#kept = undefined;
    const machine = await this.#createMachine(0, kept);
    const place = this.#place;
    if (place !== undefined && machine.model.photograph !== kept?.photograph)
      keepModel(place.folder, place.key, machine.model);
    return machine;
  }

  async #createMachine(depth: number, model = this.#machines[0]?.model): Promise<Machine> {
    const parts = { program: await this.#program, guest: readGuestFiles, limits: this.limits, depth, model };
    return await Machine.create({ ...parts, mayGrow: (bytes) => this.#mayGrow(bytes) });
  }

  #mayGrow(bytes: number): boolean {
    return this.#memoryBytes + bytes <= this.limits.threadMemoryMaxBytes;
  }

  get #memoryBytes(): number {
    return this.#machines.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }
}

/** Everything that decides what is in the memory of a machine that was just made; the manifest pins what starts the engine. */
function modelKeyOf(
  { memoryMaxBytes, memoryReserveBytes, stackMaxBytes }: DetonateLimits,
  guestPaths: readonly string[],
): string {
  const bounds = [memoryMaxBytes, memoryReserveBytes, stackMaxBytes].join(" ");
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return [describeFilesOfModel(guestPaths), wasmDigest(), process.version, bounds, manifest].join("\n");
}
