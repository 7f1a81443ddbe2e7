import { renderInstant } from "@lockkeeper/core";
import type { IntelligenceState } from "@lockkeeper/intel";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readIndex } from "../known-malware.ts";
import { count, renderPairs } from "../table.ts";
import { renderDistance } from "../views/moment.ts";

interface IntelStatus extends IntelligenceState {
  /** The ids of the built-in campaigns. */
  readonly campaignIds: readonly string[];
}

/** `intel status`: what is known. */
export const intelStatusCommand: CommandModule<{ readonly data: string | undefined }, IntelStatus> = {
  run: showStatus,
  views: { person: renderStatus, json: toLine },
};

async function* showStatus(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<IntelStatus> {
  const { catalogue, createIntelligence } = await import("@lockkeeper/intel");
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  const intelligence = createIntelligence({ index: await readIndex(folder), catalogue });
  yield { ...intelligence.describe(), campaignIds: intelligence.campaigns.map(({ id }) => id) };
}

function renderStatus({ revision, campaigns, index }: IntelStatus, { now }: ViewContext): string {
  const imported =
    index === undefined
      ? "nothing yet: npx --no lockkeeper intel import <folder or zip of OSV records>"
      : `${count(index.recordCount, "record")} on ${count(index.nameCount, "package")}, built ${renderDistance(index.builtAt, now)}`;
  return renderPairs(
    [
      ["Revision", revision],
      ["Built in", count(campaigns, "documented campaign")],
      ["Imported", imported],
      ...(index?.sources ?? []).map(
        ({ name, records }) => ["", `${showForeign(name, 60)}: ${count(records, "record")}`] as const,
      ),
    ],
    "",
  );
}

function toLine({ revision, campaigns, campaignIds, index }: IntelStatus): object {
  return {
    revision,
    campaigns,
    campaignIds,
    index: index === undefined ? null : { ...index, builtAt: renderInstant(index.builtAt) },
  };
}
