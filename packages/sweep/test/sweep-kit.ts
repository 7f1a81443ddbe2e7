import { defaultSweepLimits } from "../src/disk/sweep-limits.ts";
import type { SweepHost } from "../src/host.ts";
import { indexIndicators } from "../src/indicator-index.ts";
import type { IndicatorIndex } from "../src/indicator-index.ts";
import type { IndicatorOrigin, SweepIndicator } from "../src/indicator.ts";
import type { SweepLine, SweepMatch } from "../src/report.ts";
import { SweepSink } from "../src/sweep-sink.ts";

/** A machine with Linux, unless a test says otherwise. */
export function createSweepHost(changes: Partial<SweepHost> = {}): SweepHost {
  return {
    platform: "linux",
    name: "host",
    root: "",
    isLive: true,
    homes: ["/home/alice"],
    temporaryFolder: undefined,
    ...changes,
  };
}

type DistributiveOmit<Value, Key extends PropertyKey> = Value extends unknown ? Omit<Value, Key> : never;

/** An indicator as tests write it: of one campaign, sure, of every platform. */
export type IndicatorDraft = DistributiveOmit<SweepIndicator, keyof IndicatorOrigin> &
  Partial<IndicatorOrigin>;

/** Completes the indicators of a test. */
export function completeIndicators(drafts: readonly IndicatorDraft[]): readonly SweepIndicator[] {
  const origin: IndicatorOrigin = {
    campaign: "test-2026",
    platform: undefined,
    isSure: true,
    meaning: "a thing of the test",
  };
  return drafts.map((draft) => ({ ...origin, ...draft }));
}

/** What the parts of a sweep are tested with. */
export interface SweepKit {
  readonly index: IndicatorIndex;
  readonly sink: SweepSink;
  /** The lines that were told since the last call. */
  lines(): readonly SweepLine[];
  /** The matches among them. */
  matches(): readonly SweepMatch[];
  /** Their rules. */
  rules(): readonly string[];
}

/** Creates a sink and an index of indicators. */
export function createSweepKit(
  drafts: readonly IndicatorDraft[],
  host: SweepHost = createSweepHost(),
): SweepKit {
  const sink = new SweepSink(defaultSweepLimits);
  const matches = (): readonly SweepMatch[] => sink.drain().filter((line) => line.kind === "match");
  return {
    index: indexIndicators(completeIndicators(drafts), host),
    sink,
    lines: () => sink.drain(),
    matches,
    rules: () => matches().map(({ rule }) => rule),
  };
}
