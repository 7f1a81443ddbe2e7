/** Runs one job per key at a time; whoever asks for the same key meanwhile gets the same answer. */
export class SingleFlight<Value> {
  readonly #running = new Map<string, Promise<Value>>();

  run(key: string, job: () => Promise<Value>): Promise<Value> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = job().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
