export { inertSamples } from "./samples.ts";
export type { JudgedVersion, Sample, SampleKind, SampleTrigger } from "./sample.ts";
export { createSampleRegistry } from "./sample-registry.ts";
export type { SampleRegistry } from "./sample-registry.ts";
export { renderBundle } from "./bundle.ts";
export { packIntoEval } from "./hiding.ts";
export type { PackingStyle } from "./hiding.ts";
