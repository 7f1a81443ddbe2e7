import type { Machine } from "../engine/machine.ts";
import type { Api, Value } from "../engine/values.ts";

/** A function of the platform. */
export type ApiFunction = (m: Machine, args: readonly Value[], api: Api) => Value;
