import { installerSamples } from "./honest/installers.ts";
import { librarySamples } from "./honest/libraries.ts";
import { storySamples } from "./honest/stories.ts";
import { toolSamples } from "./honest/tools.ts";
import type { Sample } from "./sample.ts";

/** Honest look-alikes behind the same guard: what they do for good reasons, malware does for bad ones. */
export const honestSamples: readonly Sample[] = [
  ...installerSamples,
  ...toolSamples,
  ...librarySamples,
  ...storySamples,
];
