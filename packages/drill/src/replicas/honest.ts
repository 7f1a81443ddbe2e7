import { bystanderSamples } from "./honest/bystanders.ts";
import { commandSamples } from "./honest/commands.ts";
import { connectionSamples } from "./honest/connections.ts";
import { hookSamples } from "./honest/hooks.ts";
import { installerSamples } from "./honest/installers.ts";
import { interceptorLookAlikes } from "./honest/interceptors.ts";
import { neighbourSamples } from "./honest/neighbours.ts";
import { pageSamples } from "./honest/pages.ts";
import { serviceSamples } from "./honest/services.ts";
import { settingSamples } from "./honest/settings.ts";
import { storySamples } from "./honest/stories.ts";
import { textSamples } from "./honest/texts.ts";
import type { Sample } from "./sample.ts";

/** Honest look-alikes behind the same guard: what they do for good reasons, malware does for bad ones. */
export const honestSamples: readonly Sample[] = [
  ...installerSamples,
  ...hookSamples,
  ...settingSamples,
  ...commandSamples,
  ...connectionSamples,
  ...neighbourSamples,
  ...pageSamples,
  ...textSamples,
  ...storySamples,
  ...serviceSamples,
  ...bystanderSamples,
  ...interceptorLookAlikes,
];
