import type { AnyNode } from "acorn";

import { unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** The name of a member that is not computed. */
export function nameOf(property: AnyNode): string {
  if (property.type === "PrivateIdentifier") return `#${property.name}`;
  return property.type === "Identifier" ? property.name : "";
}

/** The text of a member's name in an object or a class. */
export function literalKey(key: AnyNode): Value {
  if (key.type === "Identifier") return key.name;
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  return key.type === "Literal" ? String(key.value) : unknown;
}
