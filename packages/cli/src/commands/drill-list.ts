import { renderInstant, renderInstantShort } from "@lockkeeper/core";
import type { ReplayDescription } from "@lockkeeper/drill";

import type { CommandModule } from "../command.ts";
import { showForeign } from "../foreign-text.ts";

/** `drill list`: the attacks that can be replayed. */
export const drillListCommand: CommandModule<undefined, ReplayDescription> = {
  run: async function* listDrills() {
    const { campaignsWithReplay, describeReplay } = await import("@lockkeeper/drill");
    for (const campaign of campaignsWithReplay) yield describeReplay(campaign);
  },
  views: {
    person: ({ campaign, title, defaultAt, events }, { style }) =>
      [
        `${style.bold(campaign)}  ${showForeign(title)}\n`,
        ...events.map(({ at, what }) => `  ${renderInstantShort(at)}  ${showForeign(what)}\n`),
        `  Serve it as of ${renderInstantShort(defaultAt)}: npx --no lockkeeper drill serve ${campaign}\n`,
      ].join(""),
    json: ({ campaign, title, defaultAt, events }) => ({
      campaign,
      title,
      defaultAt: renderInstant(defaultAt),
      events: events.map(({ at, what }) => ({ at: renderInstant(at), what })),
    }),
  },
};
