import { attackSamples } from "./attacks.ts";
import { honestSamples } from "./honest.ts";
import { malwareSamples } from "./malware.ts";
import type { Sample } from "./sample.ts";

/** Every sample: replicas of documented attacks, then classes of malware, then honest look-alikes. */
export const inertSamples: readonly Sample[] = [...attackSamples, ...malwareSamples, ...honestSamples];
