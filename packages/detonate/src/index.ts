export type {
  DetonateOptions,
  Detonation,
  DetonationInput,
  DetonationTrigger,
  TriggerDetonation,
  TriggerKind,
  WorldDifference,
} from "./detonation.ts";
export { createDetonator } from "./detonator.ts";
export type { Detonator, DetonatorOptions } from "./detonator.ts";
export { emulatorRevision } from "./emulator-revision.ts";
export { DetonateError } from "./errors.ts";
export type { DetonateErrorCode } from "./errors.ts";
export type {
  Observation,
  ObservationKind,
  ObservationPlace,
  Platform,
  RunEnd,
  WorldPlaces,
  WorldRun,
} from "./observation.ts";
export { behaviours } from "./findings/behaviours.ts";
export type { World } from "./world.ts";
export { usualStart } from "./worlds/usual-start.ts";
export { createWorld, worldNames } from "./worlds/worlds.ts";
export type { WorldName } from "./worlds/worlds.ts";
export type { DependencyPackage } from "./worlds/dependency-files.ts";
