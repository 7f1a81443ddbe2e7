import type { EffectKind } from "../source-facts.ts";

/** An effect while the source is still being evaluated: later calls may add to it. */
export interface EffectDraft {
  readonly kind: EffectKind;
  readonly api: string;
  argument: string | undefined;
  readonly options: Set<string>;
  /** Bits of where its data comes from. */
  taint: number;
  naming: 0 | 1 | 2;
  runs: "load" | "call";
  readonly layer: number;
  /** The offset in the source; in a decoded layer that of the call that runs it. */
  readonly start: number;
  /** The line of a decoded layer. */
  readonly excerpt: string | undefined;
}
