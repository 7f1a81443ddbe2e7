export type {
  Observation,
  ObservationKind,
  ObservationPlace,
  Platform,
  RunEnd,
  WorldRun,
} from "./observation.ts";
export type { World } from "./world.ts";
