import type { WorldClock } from "../run/world-clock.ts";

/** What an engine asks of the process that it runs. Nothing of it reaches the guest but strings and bytes. */
export interface ProcessHost {
  readonly clock: WorldClock;
  /** Whether the process has ended or may not go on: what still runs is interrupted. */
  readonly isStopped: boolean;
  /** What failed on this side, if anything did. */
  readonly fault: unknown;
  fail(error: unknown): void;
  /** Asked by the engine every so often; counts what was done since. */
  shouldStop(): boolean;
  /** Answers a call over the bridge. Never throws for what the guest says. */
  answer(service: string, message: string, bytes: Uint8Array | undefined): ServiceReply;
  /** The text that a call to compile stands for. */
  compile(message: string): { readonly text: string; readonly name: string };
  /**
   * What was left for later of a table of functions, one of them by its name or all, with the name under which the engine is to
   * know it; nothing where the table has none of that name.
   */
  takeFunctions(
    table: number,
    key: string | undefined,
  ): { readonly text: string; readonly name: string } | undefined;
  /** The name under which the engine knows a module. */
  normalizeModule(base: string, requested: string): string;
  loadModule(name: string): string | { readonly error: Error };
}

/** What goes back over the bridge. */
export interface ServiceReply {
  /** JSON. */
  readonly message: string;
  readonly bytes: Uint8Array | undefined;
}
