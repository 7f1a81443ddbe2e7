/** The clock of a run: it moves a little whenever it is read, and leaps to the next timer when nothing else is to do. */
export class WorldClock {
  readonly startsAt: number;
  readonly #offsetOf: () => number;
  readonly #maxMs: number;
  #elapsedMs = 0;
  #leapMs = 0;
  #readCount = 0;
  #isAsked = false;

  /** How far local time is ahead is worked out when it is first asked for: that takes longer than most runs. */
  constructor(startsAt: number, offsetOf: () => number, maxMs: number) {
    this.startsAt = startsAt;
    this.#offsetOf = offsetOf;
    this.#maxMs = maxMs;
  }

  /** How far the world's local time is ahead of UTC. */
  get offsetSeconds(): number {
    return this.#offsetOf();
  }

  /** Milliseconds since the trigger began, for the log: reading it changes nothing. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  get isOver(): boolean {
    return this.#elapsedMs >= this.#maxMs;
  }

  /** Whether code asked what time it is. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Milliseconds since 1970, as code sees them. */
  read(): number {
    this.#isAsked = true;
    return this.readAside();
  }

  /** The same for the world's own code, whose reasons are none of the package's. */
  readAside(): number {
    this.#step();
    return this.moment;
  }

  /** The same, for who writes it down. */
  get moment(): number {
    return this.startsAt + this.#leapMs + this.#elapsedMs;
  }

  /** Lets time go by in which nothing happens. */
  leap(ms: number): void {
    this.#leapMs += Math.max(ms, 0);
  }

  readElapsed(): number {
    this.#step();
    return this.#elapsedMs;
  }

  advance(ms: number): void {
    if (ms > 0) this.#elapsedMs = Math.min(this.#maxMs, this.#elapsedMs + ms);
  }

  /** Who asks very often waits for time to pass: it passes faster for them. */
  #step(): void {
    this.#readCount += 1;
    this.advance(this.#readCount < 5_000 ? 0.002 : this.#readCount < 50_000 ? 0.2 : 5);
  }
}
