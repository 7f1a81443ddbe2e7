/** A table that is asked by foreign names: only its own members are found. */
export function tableOf<Value>(members: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(members));
}
