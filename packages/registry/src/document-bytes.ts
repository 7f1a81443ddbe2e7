/** What reads and writes a packument's bytes, without what asks registries: a thread that does this alone loads nothing else. */
export { writePlan } from "./byte-writer.ts";
export { scanColumns } from "./packument-scan.ts";
