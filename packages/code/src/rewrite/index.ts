/** Rewriting of texts before they are run, without the analysis of `@lockkeeper/code`, which takes longer to load than most texts to run. */
export { countStatements } from "./count-statements.ts";
export type { CountedFunction, CountedText } from "./count-statements.ts";
export type { NameUses } from "./name-uses.ts";
export { watchEvaluations } from "./watch-evaluations.ts";
export type { EvaluationHooks } from "./watch-evaluations.ts";
export { dropUnusedImports } from "./drop-unused-imports.ts";
export { watchPromises } from "./watch-promises.ts";
export { findFunctionTables } from "./function-tables.ts";
export type { FunctionTable, TableEntry } from "./function-tables.ts";
