import type { FindingFamily, FindingStrength } from "@lockkeeper/core";

import type { Observation, WorldPlaces } from "../observation.ts";

/** What an observation is judged in. */
export interface Scene {
  readonly places: WorldPlaces;
  /** Whether the run asked a server for something that nobody stands for: an address without a name, a place where anybody drops files. */
  readonly hasOddSource: boolean;
  /** Whether all that the run asked for is from hosts that have nothing to do with the project. */
  readonly isAskingUnrelated: boolean;
  /** Whether an install makes it happen, with nobody asking for it. */
  readonly isInstall: boolean;
  /** Code that the run made of something and evaluated, and that stands nowhere in the package's files. */
  readonly hiddenCode: readonly string[];
}

/** A kind of behaviour that speaks against a package. */
export interface Behaviour {
  /** Kebab-case, stable for ever. */
  readonly id: string;
  readonly family: FindingFamily;
  readonly strength: FindingStrength;
  /** Whether commands are there to do it, so that one that is the main file too does not do it for being loaded. */
  readonly isOfCommands?: boolean;
  /** Whether no command does it for whoever starts it; the others are supporting where a person asked for them. */
  readonly isNeverWanted?: boolean;
  /** An id of MITRE ATT&CK. */
  readonly technique: string;
  /** What the package does, as the end of a sentence that begins with it. */
  readonly does: string;
  /** Whether one observation is it. */
  readonly isSeenIn: (observation: Observation, scene: Scene) => boolean;
  /** Whether one that is it is strong, whatever the others are, where nobody asked for it. */
  readonly isGraveIn?: (observation: Observation, scene: Scene) => boolean;
}
