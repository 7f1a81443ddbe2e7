/** Reads the members of what a guest sent; what is not of the wanted form is the fallback. */
export function textMember(args: unknown, name: string, fallback = ""): string {
  const value = memberOf(args, name);
  return typeof value === "string" ? value : fallback;
}

export function numberMember(args: unknown, name: string, fallback = 0): number {
  const value = memberOf(args, name);
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

export function flagMember(args: unknown, name: string): boolean {
  return memberOf(args, name) === true;
}

export function textsMember(args: unknown, name: string): readonly string[] {
  const value = memberOf(args, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A plain object, or an empty one. */
export function recordMember(args: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = memberOf(args, name);
  return isRecord(value) ? value : {};
}

function memberOf(args: unknown, name: string): unknown {
  return isRecord(args) && Object.hasOwn(args, name) ? args[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
