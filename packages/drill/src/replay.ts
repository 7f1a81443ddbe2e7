import { renderInstantShort } from "@lockkeeper/core";
import type { Clock } from "@lockkeeper/core";

import type { Campaign, ReplayEvent } from "./campaign.ts";
import { axios2026 } from "./campaigns/axios-2026/axios-2026.ts";
import { DrillError } from "./errors.ts";
import { startHttpHost } from "./http-host.ts";
import { createProtocol } from "./registry-protocol.ts";
import { createRegistryListener } from "./registry-server.ts";
import { createReplayClock } from "./replay-clock.ts";
import { createSigningKey } from "./signing-key.ts";

/** What to replay, and when. */
export interface ReplayOptions {
  /** One of `campaignsWithReplay`. */
  readonly campaign: string;
  /** Milliseconds since the epoch; the campaign's most telling moment when left out. */
  readonly at?: number;
  /** How many times as fast as the real clock; 0, the default, stands still. */
  readonly speed?: number;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly host?: "127.0.0.1";
  /** Origin, and path prefix if any, of `dist.tarball` instead of the address it listens on. */
  readonly publicUrl?: string;
  /** What a speed multiplies; the system's clock when left out. */
  readonly realClock?: Clock;
}

/** A replay that is being served. */
export interface Replay {
  /** Without a final slash. */
  readonly url: string;
  /** The replay's time, which it also sends in the `Date` header. */
  readonly clock: Clock;
  now(): number;
  /** Moves the replay to another instant, back or forth; milliseconds since the epoch. */
  setTime(at: number): void;
  close(): Promise<void>;
}

/** What a replay is about, for help and documentation. */
export interface ReplayDescription {
  readonly campaign: string;
  readonly title: string;
  /** Where the clock stands unless told otherwise, in milliseconds since the epoch. */
  readonly defaultAt: number;
  readonly events: readonly ReplayEvent[];
}

const campaigns: readonly Campaign[] = [axios2026];
const systemClock: Clock = { now: Date.now };

/** The ids of the campaigns that can be replayed. */
export const campaignsWithReplay: readonly string[] = campaigns.map((campaign) => campaign.id);

/** Says what happens in a replay. Throws `DRILL_UNKNOWN_CAMPAIGN`. */
export function describeReplay(campaign: string): ReplayDescription {
  const { id, title, defaultAt, story } = findCampaign(campaign);
  return { campaign: id, title, defaultAt, events: story };
}

/**
 * Serves a documented attack as an npm registry on the loopback interface, with inert payloads. What the registry
 * answers depends on the replay's time alone.
 * Throws `DRILL_UNKNOWN_CAMPAIGN`, `DRILL_BAD_OPTION`, `DRILL_BAD_TIME`, `DRILL_PORT_TAKEN`, `DRILL_LISTEN_FAILED`.
 */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const campaign = findCampaign(options.campaign);
  const speed = checkedSpeed(options.speed ?? 0);
  const start = checkedTime(options.at ?? campaign.defaultAt);
  const clock = createReplayClock(start, speed, options.realClock ?? systemClock);
  const key = createSigningKey(campaign.id);
  const events = campaign.createEvents(key);
  const host = await startHttpHost(options.port ?? 0, (origin) =>
    createRegistryListener({
      protocol: createProtocol({
        events,
        key,
        style: { baseUrl: options.publicUrl ?? origin, keepsEvidence: true },
        advisories: {},
      }),
      now: () => clock.now(),
      date: () => clock.now(),
      sendsEtag: true,
      pathPrefix: "",
      latencyMs: () => 0,
      observe: () => undefined,
      guard: () => undefined,
    }),
  );
  return {
    url: host.url,
    clock,
    now: () => clock.now(),
    setTime: (at) => clock.set(checkedTime(at)),
    close: () => host.close(),
  };
}

function findCampaign(id: string): Campaign {
  const campaign = campaigns.find((candidate) => candidate.id === id);
  if (campaign !== undefined) return campaign;
  throw new DrillError("DRILL_UNKNOWN_CAMPAIGN", {
    message: `Cannot replay "${id}" as there is no such campaign`,
    hint: `Campaigns with a replay: ${campaignsWithReplay.join(", ")}.`,
  });
}

function checkedSpeed(speed: number): number {
  if (Number.isFinite(speed) && speed >= 0 && speed <= 1_000_000) return speed;
  throw new DrillError("DRILL_BAD_OPTION", {
    message: `Cannot replay at speed "${speed}" as it is not a number from 0 to 1000000`,
    hint: "0 stands still, 1 is real time, 60 makes a minute of every second.",
  });
}

/** The years that an HTTP date can write. */
function checkedTime(at: number): number {
  const isDate = Number.isFinite(at) && at >= 0 && at < 253_402_300_800_000;
  if (isDate) return at;
  throw new DrillError("DRILL_BAD_TIME", {
    message: `Cannot move the replay to "${at}" as it is not a time after ${renderInstantShort(0)}`,
  });
}
