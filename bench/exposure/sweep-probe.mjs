// One sweep of a folder that stands for a disk, as `sweep.mjs` has it measured: prints time, memory and what was found.
import { catalogue } from "../../packages/intel/dist/index.js";
import {
  defaultFoldersOf,
  describeMountedHost,
  indicatorsOfCampaigns,
  sweepHost,
} from "../../packages/sweep/dist/index.js";

const [root = ""] = process.argv.slice(2);
const begin = performance.now();
const host = describeMountedHost(root, "bench");
const lines = sweepHost({
  host,
  indicators: indicatorsOfCampaigns(catalogue),
  folders: defaultFoldersOf(host),
  isWhole: true,
  followsNetwork: false,
  system: async () => undefined,
  proc: "/proc",
  clock: { now: () => Date.now() },
  program: "bench",
});
let summary = { entries: 0, matches: 0 };
for await (const line of lines) if (line.kind === "summary") summary = line;
console.log(
  JSON.stringify({
    ms: Math.round(performance.now() - begin),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1000),
    entries: summary.entries,
    matches: summary.matches,
  }),
);
