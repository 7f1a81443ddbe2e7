import type { IndicatorKind } from "@lockkeeper/facts";

import { domainOf, hostIn, hostOf, isPublicAddress } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import {
  deedsOf,
  indicatorsIn,
  isAtInstall,
  isLive,
  isUnasked,
  quoted,
  sightingAt,
  whenOf,
} from "../reading.ts";
import type { Deed, Unit } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** A webhook with its secret, or a bot with its token: a mailbox that somebody opened for this code. */
const mailbox =
  /\/api\/webhooks\/\d{5,25}\/[\w-]{5,}|\/services\/T\w+\/B\w+\/\w{5,}|\/bot\d{5,12}:[\w-]{5,}/i;

const places = new Map<IndicatorKind, string>([
  ["exfiltration-service", "a service that records requests"],
  ["tunnel-service", "a tunnel"],
  ["paste-service", "a paste site"],
  ["messenger", "a messenger's mailbox"],
]);

/** Code that runs unasked talks to where nobody can be asked: bare addresses, tunnels, pastes, mailboxes. */
export const oddDestination: Detector = defineDetector({
  id: "odd-destination",
  title: "It talks to a bare address, a tunnel, a paste site or a messenger's mailbox",
  family: "capability",
  strength: "strong",
  technique: "T1102",
  *detect(subject, scene) {
    for (const unit of scene.units) {
      const acts = deedsOf(unit, "network", "dns", "process").filter(isLive);
      yield* addressesIn(acts);
      yield* servicesIn(acts, unit, subject);
      yield* mailboxesIn(acts, unit, subject);
    }
  },
});

function* addressesIn(acts: readonly Deed[]): Iterable<Sighting> {
  for (const deed of acts) {
    const host = hostOf(deed);
    if (
      host !== undefined &&
      /^(?:window\.|document\.)?location\b/.test(deed.effect.api) &&
      deed.effect.runs === "load"
    ) {
      yield sightingAt(deed, {
        message: `It leads the page that loads it to ${quoted(deed.effect.argument ?? "")}.`,
      });
    }
    if (host === undefined || !isPublicAddress(host)) continue;
    yield sightingAt(deed, {
      message: `It talks to the bare address ${host} ${whenOf(deed)}.`,
      strength: isUnasked(deed) ? "strong" : "supporting",
    });
  }
}

function* servicesIn(acts: readonly Deed[], unit: Unit, { facts }: Subject): Iterable<Sighting> {
  const [first] = acts;
  if (first === undefined) return;
  const early = acts.find(isAtInstall) ?? acts.find(isUnasked) ?? first;
  for (const indicator of indicatorsIn(unit, facts)) {
    const place = places.get(indicator.kind);
    if (place === undefined) continue;
    const isMailbox = indicator.kind === "messenger" && mailbox.test(indicator.value);
    const deed =
      acts.find(({ effect }) => (effect.argument ?? "").includes(indicator.value.slice(0, 40))) ?? early;
    yield sightingAt(deed, {
      message: `It talks to ${place} ${whenOf(deed)}: ${quoted(indicator.value)}.`,
      strength: strengthOf(deed, indicator.kind, isMailbox),
    });
  }
}

/** A mailbox whose address is put together of host and path stands nowhere as one text. */
function* mailboxesIn(acts: readonly Deed[], unit: Unit, { facts }: Subject): Iterable<Sighting> {
  if (indicatorsIn(unit, facts).some(({ kind, value }) => kind === "messenger" && mailbox.test(value)))
    return;
  const deed = acts.find(
    ({ effect: { argument = "" } }) =>
      botMailbox.test(argument) ||
      (mailbox.test(argument) && messengers.has(domainOf(hostIn(argument) ?? ""))),
  );
  if (deed === undefined) return;
  yield sightingAt(deed, {
    message: `It talks to a messenger's mailbox ${whenOf(deed)}: ${quoted(deed.effect.argument ?? "")}.`,
    strength: strengthOf(deed, "messenger", true),
  });
}

/** A bot may be asked over a server of one's own; its token stays a mailbox's. */
const botMailbox = /\/bot\d{5,12}:[\w-]{5,}\/(?:send|forward|copy)[A-Z]/;

const messengers: ReadonlySet<string> = new Set([
  "discord.com",
  "discordapp.com",
  "slack.com",
  "telegram.org",
]);

function strengthOf(
  deed: Deed,
  kind: IndicatorKind,
  isMailbox: boolean,
): "decisive" | "strong" | "supporting" {
  if (kind === "messenger" && !isMailbox) return "supporting";
  const isCatcher = kind === "exfiltration-service" || isMailbox;
  if (isAtInstall(deed)) return isCatcher ? "decisive" : "strong";
  if (isCatcher) return "strong";
  return isUnasked(deed) ? "strong" : "supporting";
}
