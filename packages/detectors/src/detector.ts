import type { Finding, FindingFamily, FindingStrength } from "@lockkeeper/core";

import type { Scene } from "./scene.ts";
import type { Subject } from "./subject.ts";

/** What a detector says of one thing it saw; the rest of the finding comes from the detector itself. */
export type Sighting = Pick<Finding, "message"> &
  Partial<
    Pick<Finding, "strength" | "family" | "technique" | "location" | "excerpt" | "before" | "after">
  > & {
    /** The member of the package's own package.json that it is about, such as `dependencies.axios`; its place is looked up. */
    readonly member?: string | undefined;
  };

/** A pure function from what is known of a version to what is wrong with it. Order and other detectors never matter. */
export interface Detector {
  /** Kebab-case; stable for ever, since suppressions and reports name it. */
  readonly id: string;
  /** One line for the catalogue. */
  readonly title: string;
  readonly family: FindingFamily;
  /** What a sighting has unless it says otherwise. */
  readonly strength: FindingStrength;
  /** An id of MITRE ATT&CK. */
  readonly technique: string | undefined;
  /** The scene is what the subject amounts to, worked out once for all detectors. */
  detect(subject: Subject, scene: Scene): Iterable<Sighting>;
}

/** Declares a detector. */
export function defineDetector(detector: Detector): Detector {
  return detector;
}
