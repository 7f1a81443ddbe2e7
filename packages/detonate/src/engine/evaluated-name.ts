/** The name by which the engine knows what `eval` is given, and what comes behind it in the data of the pinned build. */
const usualName = "<input>\0<set>\0<anonymous>\0";
/** The engine's own data lies at the beginning of its memory. */
const dataMaxBytes = 256 * 1024;

/** Names are at most so long: as much is written over, and put back. */
export const evaluatedNameMaxBytes = 200;

/**
 * Says by which name the engine knows what is given to `eval` directly: it has one name for all of it. The pinned build reads that name from
 * its data whenever it compiles, so another one is written there for the moment, over what else is only wanted for messages.
 */
export class EvaluatedName {
  readonly #memory: WebAssembly.Memory;
  readonly #at: number;
  #usual: Uint8Array | undefined;

  private constructor(memory: WebAssembly.Memory, at: number) {
    this.#memory = memory;
    this.#at = at;
  }

  /** Gives nothing back where the name is not there once, as after an update of the engine. */
  static find(memory: WebAssembly.Memory): EvaluatedName | undefined {
    const data = Buffer.from(memory.buffer, 0, dataMaxBytes);
    const at = data.indexOf(usualName, 0, "latin1");
    const isOnce = at !== -1 && data.indexOf(usualName, at + 1, "latin1") === -1;
    return isOnce ? new EvaluatedName(memory, at) : undefined;
  }

  set(name: string): void {
    const bytes = Buffer.from(`${name}\0`);
    if (bytes.length > evaluatedNameMaxBytes + 1)
      throw new RangeError("the name is too long for the engine's data");
    const data = new Uint8Array(this.#memory.buffer, this.#at, evaluatedNameMaxBytes + 1);
    this.#usual ??= data.slice();
    data.set(bytes);
  }

  reset(): void {
    if (this.#usual === undefined) return;
    new Uint8Array(this.#memory.buffer, this.#at, this.#usual.length).set(this.#usual);
    this.#usual = undefined;
  }
}
