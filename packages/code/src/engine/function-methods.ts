/** What every function has. */
export const functionMethods: ReadonlySet<string> = new Set(["call", "apply", "bind", "toString"]);
