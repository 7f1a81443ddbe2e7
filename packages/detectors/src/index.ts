export { detectors } from "./catalogue.ts";
export { detect } from "./detect.ts";
export type { Detection } from "./detect.ts";
export { defineDetector } from "./detector.ts";
export type { Detector, Sighting } from "./detector.ts";
export { judge } from "./judge.ts";
export type { Judgement } from "./judge.ts";
export { renderCatalogue } from "./render-catalogue.ts";
export type { Scene } from "./scene.ts";
export type {
  ClaimedOriginal,
  DependencyDelta,
  EmulatedRun,
  EmulatedTrigger,
  Predecessor,
  RegistryView,
  Subject,
} from "./subject.ts";
