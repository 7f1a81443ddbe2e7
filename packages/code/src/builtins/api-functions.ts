import { codeFunctions } from "./code-functions.ts";
import { codecFunctions } from "./codec-functions.ts";
import { nodeFunctions } from "./node-functions.ts";
import { objectFunctions } from "./object-functions.ts";
import type { ApiFunction } from "./api-function.ts";

/** Functions of the platform that are computed, by canonical path; `unknown` where that is not possible. */
export const apiFunctions: Readonly<Partial<Record<string, ApiFunction>>> = Object.assign(
  Object.create(null) as Record<string, ApiFunction>, // Without a prototype, so that no foreign name finds its members.
  codecFunctions,
  objectFunctions,
  nodeFunctions,
  codeFunctions,
);
