/** What scripts in other languages than JavaScript do, without the analysis of JavaScript. */
export { analyzeScript } from "./analyze-script.ts";
export { findGypCommands } from "./read-gyp.ts";
