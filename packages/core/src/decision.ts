/** What a version's client meets. `hold` and `block` withhold it. */
export type Effect = "allow" | "warn" | "hold" | "block";
/** The word of a decision; `unknown` when something needed to decide could not be had. */
export type DecisionWord = Effect | "unknown";

/** The effects from lenient to strict. */
export const effects: readonly Effect[] = ["allow", "warn", "hold", "block"];

/** One reason for a decision. */
export interface Reason {
  /** Stable, machine-readable: `cooldown`, `malware`, … */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** What policy says about one version, and why. */
export interface Decision {
  readonly decision: DecisionWord;
  /** What happens to the client: equals `decision`, or what the `unknown` clause makes of it. */
  readonly effect: Effect;
  /** The clause that decided, such as `cooldown`; `none` when no clause objected. */
  readonly clause: string;
  readonly reasons: readonly Reason[];
  /** When time alone will lift the decision (milliseconds since the epoch). */
  readonly maturesAt: number | undefined;
  /** The id of the exception that lifted a stricter decision. */
  readonly exception: string | undefined;
}

/** Whether the version is withheld from the client. */
export function isWithheld(decision: Decision): boolean {
  return decision.effect === "hold" || decision.effect === "block";
}

/** The stricter of two effects. */
export function stricterEffect(left: Effect, right: Effect): Effect {
  return effects.indexOf(left) >= effects.indexOf(right) ? left : right;
}
