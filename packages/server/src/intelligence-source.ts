import { stat } from "node:fs/promises";
import type { Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";
import type { SourceStatus } from "@lockkeeper/feeds";
import { feedsStateFile, readFeedsStatus } from "@lockkeeper/feeds";
import type { Campaign, IntelIndex, Intelligence } from "@lockkeeper/intel";
import { createIntelligence, openIndex, readKnownCampaigns, stampCampaigns } from "@lockkeeper/intel";

/** Intelligence as it stands; read again when its index on disk is replaced. */
export interface IntelligenceSource {
  current(): Intelligence;
  /** How the sources of the index stand, as of the last look. */
  feeds(): readonly SourceStatus[];
  close(): void;
}

/** What the source is made of. */
export interface IntelligenceSourceParts {
  readonly indexFile: string;
  /** The data folder's folder for intelligence, where feeds keep how they stand. */
  readonly intelFolder: string;
  /** The data folder's own campaigns. */
  readonly campaignFolder: string;
  /** Test-only: hides what was first reported later. Milliseconds since the epoch. */
  readonly knownBy: (() => number) | undefined;
  readonly logger: Logger;
  /** Milliseconds between two looks at the disk; for tests. */
  readonly lookEveryMs?: number;
}

const defaultLookEveryMs = 2000;

/**
 * Opens the index beside the built-in catalogue. A missing index is no error: a fresh machine has the catalogue alone.
 * Throws INTEL_INDEX_CORRUPT at the start; later a bad index is reported and the last good one stays.
 */
export async function openIntelligence(parts: IntelligenceSourceParts): Promise<IntelligenceSource> {
  let stamp = await stampOf(parts.indexFile);
  let index = await load(parts.indexFile, stamp);
  const own = followCampaigns(parts);
  await own.look();
  let current = recall();
  let recalled = minuteOf(parts);
  const feeds = followFeeds(parts);
  await feeds.look();

  function recall(): Intelligence {
    return createIntelligence({ index, catalogue: own.campaigns(), knownBy: parts.knownBy?.() });
  }

  async function lookAgain(): Promise<void> {
    await feeds.look();
    if (await own.look()) renew();
    try {
      const seen = await stampOf(parts.indexFile);
      if (seen === stamp) return;
      stamp = seen;
      if (seen === "absent") {
        parts.logger.log("warn", {
          code: "SERVER_INTEL_MISSING",
          message:
            "The intelligence index is gone from the data folder; what was read stays in force until the end",
        });
        return;
      }
      index = await load(parts.indexFile, seen);
      renew();
    } catch (error) {
      parts.logger.log("error", {
        code: "SERVER_INTEL_NOT_RELOADED",
        message: "The replaced intelligence index is not used; the one before stays in force",
        fields: { cause: toErrorRecord(error) },
      });
    }
  }

  function renew(): void {
    current = recall();
    parts.logger.log("info", {
      code: "SERVER_INTEL_RELOADED",
      message: `Intelligence revision ${current.revision} is in force`,
    });
  }

  const timer = setInterval(() => void lookAgain(), parts.lookEveryMs ?? defaultLookEveryMs);
  timer.unref();
  return {
    current: () => {
      const minute = minuteOf(parts);
      if (minute !== recalled) {
        recalled = minute;
        current = recall();
      }
      return current;
    },
    feeds: () => feeds.current(),
    close: () => clearInterval(timer),
  };
}

interface FollowedFeeds {
  current(): readonly SourceStatus[];
  /** Reads how feeds stand when that has changed; what cannot be read is reported, and the last reading stays. */
  look(): Promise<void>;
}

function followFeeds({ intelFolder, logger }: IntelligenceSourceParts): FollowedFeeds {
  let stamp = "absent";
  let statuses: readonly SourceStatus[] = [];
  return {
    current: () => statuses,
    async look() {
      try {
        const seen = await stampOf(feedsStateFile(intelFolder));
        if (seen === stamp) return;
        stamp = seen;
        // Whether they are stale is asked when they are shown.
        statuses = await readFeedsStatus(intelFolder, 0);
      } catch (error) {
        logger.log("warn", {
          code: "SERVER_FEEDS_UNREADABLE",
          message: "What is kept of the feeds cannot be read; the index stays in force",
          fields: { cause: toErrorRecord(error) },
        });
      }
    },
  };
}

interface FollowedCampaigns {
  campaigns(): readonly Campaign[];
  /** Reads own campaigns when their files have changed, and answers whether they have. */
  look(): Promise<boolean>;
}

function followCampaigns({ campaignFolder, logger }: IntelligenceSourceParts): FollowedCampaigns {
  let stamp: string | undefined;
  let campaigns: readonly Campaign[] = [];

  async function read(): Promise<boolean> {
    const seen = await stampCampaigns(campaignFolder);
    if (seen === stamp) return false;
    const known = await readKnownCampaigns(campaignFolder);
    const isFirst = stamp === undefined;
    stamp = seen;
    campaigns = known.campaigns;
    for (const { where, why } of known.refused) {
      logger.log("warn", {
        code: "SERVER_CAMPAIGN_REFUSED",
        message: "A file among the own campaigns is none, and does not count",
        fields: { file: where, why },
      });
    }
    return !isFirst;
  }

  return {
    campaigns: () => campaigns,
    async look() {
      try {
        return await read();
      } catch (error) {
        // At the start nothing was read yet: a firewall that lacks campaigns must not pass for one that has them.
        if (stamp === undefined) throw error;
        logger.log("warn", {
          code: "SERVER_CAMPAIGNS_UNREADABLE",
          message: "The folder of own campaigns cannot be read; those that were read stay in force",
          fields: { cause: toErrorRecord(error) },
        });
        return false;
      }
    },
  };
}

/** In a drill knowledge grows with its clock; a minute is as finely as it is followed. */
function minuteOf({ knownBy }: IntelligenceSourceParts): number {
  return knownBy === undefined ? 0 : Math.floor(knownBy() / 60_000);
}

async function load(indexFile: string, stamp: string): Promise<IntelIndex | undefined> {
  return stamp === "absent" ? undefined : await openIndex(indexFile);
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "absent";
    throw error;
  }
}
