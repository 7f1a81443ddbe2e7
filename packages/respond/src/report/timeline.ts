import { renderMoment } from "./moment-text.ts";
import type { IncidentReport } from "./incident-report.ts";
import { stepTexts } from "../step.ts";
import { placeLabel, shortPlace } from "./place-label.ts";

/** What happened at one time. Texts are foreign. */
export interface TimelineEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lane: TimelineLane;
  readonly label: string;
  /** The same in fewer characters, for a picture. */
  readonly short: string;
  /** How the time is known, where that matters. */
  readonly basis: string | undefined;
}

/** The rows of the picture. */
export type TimelineLane = "registry" | "report" | "taken" | "response";

const maxEvents = 2000;

/** Everything of an incident that has a time, in order. */
export function listEvents(report: IncidentReport): readonly TimelineEvent[] {
  const events = [...registryEvents(report), ...takenEvents(report), ...responseEvents(report)];
  const known = new Map(events.map((each) => [JSON.stringify([each.at, each.lane, each.label]), each]));
  return [...known.values()].toSorted((left, right) => left.at - right.at).slice(0, maxEvents);
}

function registryEvents({ subject }: IncidentReport): readonly TimelineEvent[] {
  const packages = subject.campaign?.packages ?? [];
  if (packages.length === 0) return targetEvents(subject.targets);
  return packages.flatMap(({ name, versions, firstPublishedAt, firstReportedAt, removedAt }) => {
    const what = versions === "all" ? name : `${name} ${versions.slice(0, 3).join(", ")}`;
    return [
      ...(firstPublishedAt === undefined
        ? []
        : [
            event(
              "registry",
              firstPublishedAt.at,
              `${what} published`,
              renderMoment(firstPublishedAt.precision),
            ),
          ]),
      event("report", firstReportedAt.at, `${what} reported`, renderMoment(firstReportedAt.precision)),
      ...(removedAt === undefined
        ? []
        : [event("registry", removedAt.at, `${what} removed`, renderMoment(removedAt.precision))]),
    ];
  });
}

function targetEvents(targets: IncidentReport["subject"]["targets"]): readonly TimelineEvent[] {
  return targets.flatMap(({ name, versions, window }) => {
    const what = versions === "all" ? name : `${name} ${versions.slice(0, 3).join(", ")}`;
    return [
      ...(window.since === undefined
        ? []
        : [event("registry", window.since, `${what} published`, undefined)]),
      ...(window.until === undefined ? [] : [event("registry", window.until, `${what} removed`, undefined)]),
    ];
  });
}

const takingKinds: ReadonlySet<string> = new Set(["executed", "fetched", "present", "locked", "resolved"]);

function takenEvents({ before }: IncidentReport): readonly TimelineEvent[] {
  return before.rows.flatMap(({ where, what, evidence, grade }) =>
    evidence.flatMap(({ at, kind, basis }): readonly TimelineEvent[] => {
      if (at === undefined || !takingKinds.has(kind) || grade === "none") return [];
      const did = `${what} ${kindWords.get(kind) ?? kind}`;
      const label = `${placeLabel(where, before.folders)}: ${did}`;
      return [{ at, lane: "taken", label, short: `${shortPlace(where)}: ${did}`, basis }];
    }),
  );
}

const kindWords: ReadonlyMap<string, string> = new Map([
  ["executed", "ran"],
  ["fetched", "taken"],
  ["present", "lay there"],
  ["locked", "locked"],
  ["resolved", "resolved"],
]);

function responseEvents({ steps, openedAt }: IncidentReport): readonly TimelineEvent[] {
  return [
    event("response", openedAt, "Response began", undefined),
    ...steps.flatMap(({ step, endedAt, outcome }) =>
      endedAt === undefined || outcome !== "done"
        ? []
        : [event("response", endedAt, stepTexts[step].title, undefined)],
    ),
  ];
}

function event(lane: TimelineLane, at: number, label: string, basis: string | undefined): TimelineEvent {
  return { at, lane, label, short: label, basis };
}
