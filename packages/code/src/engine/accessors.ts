import { Accessor } from "./values.ts";
import type { Value } from "./values.ts";

/** Adds one half of an accessor. */
export function addAccessor(
  members: Map<string, Value>,
  name: string,
  half: { readonly kind: "get" | "set"; readonly value: Value },
): void {
  const known = members.get(name);
  const [get, set] = known instanceof Accessor ? [known.get, known.set] : [undefined, undefined];
  members.set(name, half.kind === "get" ? new Accessor(half.value, set) : new Accessor(get, half.value));
}
