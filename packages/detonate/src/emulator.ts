import { guestNames, readGuestFiles } from "./engine/guest-files.ts";
import type { GuestFiles } from "./engine/guest-files.ts";
import { Machine } from "./engine/machine.ts";
import { compileWasm } from "./engine/wasm-program.ts";
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
const keptMaxBytes = 128 * 1024 * 1024;

/** The machines of a thread: one for each level of processes within processes, made when they are first wanted. */
export class Emulator {
  readonly limits: DetonateLimits;
  readonly #guest: GuestFiles;
  readonly #names: ReturnType<typeof guestNames>;
  readonly #program: WebAssembly.Module;
  readonly #machines: Machine[] = [];

  static async create(limits: DetonateLimits): Promise<Emulator> {
    return new Emulator(limits, await compileWasm());
  }

  private constructor(limits: DetonateLimits, program: WebAssembly.Module) {
    this.limits = limits;
    this.#program = program;
    this.#guest = readGuestFiles();
    this.#names = guestNames(this.#guest);
  }

  /** Does something with machines; from the start again where one more is wanted. */
  async use<Result>(run: (emulator: RunningEmulator) => Result): Promise<Result> {
    if (this.#machines.length === 0) this.#machines.push(await this.#createMachine(0));
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
    const keptBytes = this.#machines.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    if (keptBytes <= keptMaxBytes) return false;
    const grown = this.#machines.filter((machine) => machine.isGrown);
    for (const machine of grown) machine.retire();
    return grown.length > 0;
  }

  async #replaceBroken(): Promise<void> {
    for (const [index, machine] of this.#machines.entries()) {
      if (machine.isBroken) this.#machines[index] = await this.#createMachine(index);
    }
  }

  async #createMachine(depth: number): Promise<Machine> {
    const [model] = this.#machines;
    const parts = { program: this.#program, guest: this.#guest, limits: this.limits, depth, model };
    return await Machine.create(parts);
  }
}
