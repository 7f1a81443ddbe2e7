import type { World } from "../world.ts";

/**
 * Creates what tells how many seconds a world's zone is ahead of UTC when its trigger begins; zones that are unknown here are UTC.
 * It is worked out once, when it is first asked for.
 */
export function createOffset(world: World): () => number {
  let known: number | undefined;
  return () => (known ??= offsetSecondsOf(world));
}

function offsetSecondsOf({ timeZone, startsAt }: World): number {
  if (timeZone === "UTC") return 0;
  try {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(
      startsAt,
    );
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign = "+", hours = "0", minutes = "0"] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}
