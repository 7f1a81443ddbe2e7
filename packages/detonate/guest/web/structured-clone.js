import { cloneValue } from "../parts/clone.js";

/** `structuredClone`, and the microtask queue under its name. */
export default function create() {
  return { structuredClone: (value) => cloneValue(value) };
}
