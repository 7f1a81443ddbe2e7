export { defineDetector } from "./detector.ts";
export type { Detector, Sighting } from "./detector.ts";
export type { DependencyDelta, Predecessor, RegistryView, Subject } from "./subject.ts";
