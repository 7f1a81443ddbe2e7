import { z } from "zod";
import { policyFileSchema } from "./file-schema.ts";
import { unwrap } from "./problem.ts";

/** One setting of the policy as its declaration describes it. */
export interface Setting {
  /** Its keys, such as `["cooldown", "age"]`. */
  readonly path: readonly string[];
  readonly type: string;
  readonly meaning: string;
  /** What a repository's document may do to it. */
  readonly repository: string;
}

/** All settings in the order of their declaration. */
export const settings: readonly Setting[] = findSettings(policyFileSchema, []);

function findSettings(schema: unknown, path: readonly string[]): readonly Setting[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodType)) return [];
  const meta = inner.meta();
  const type = meta?.["x-type"];
  const repository = meta?.["x-repository"];
  if (typeof type === "string" && typeof repository === "string") {
    return [{ path, type, meaning: meta?.description ?? "", repository }];
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, child]) => findSettings(child, [...path, key]));
}

/** The value at a path in a document or in settings; `undefined` where there is none. */
export function valueAt(settingsOrDocument: object, path: readonly string[]): unknown {
  let value: unknown = settingsOrDocument;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}
