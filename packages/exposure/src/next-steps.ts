import type { ExposureGrade } from "./grade.ts";
import type { ExposedPlace } from "./observation.ts";

/** What a person does first about a place of that grade, in an order that does no harm; sentences. */
export function nextSteps(grade: ExposureGrade, { kind }: ExposedPlace): readonly string[] {
  switch (grade) {
    case "executed":
      return [
        isolate(kind),
        "Rotate every secret in reach, from a clean machine, after the isolation.",
        rebuild(kind),
      ];
    case "fetched":
      return [
        isolate(kind),
        "Treat it as executed unless the settings of that time show that scripts were off.",
        "Sweep the machine for what the attack leaves behind.",
      ];
    case "locked":
      return [
        "Find every install of it in logs and caches; repair the lockfile before the next one.",
        "Keep the lockfile as it was, as evidence.",
      ];
    case "could-have-resolved":
      return ["Look for a log, a cache or a lockfile of that time; without one it stays open."];
    case "unreadable":
      return ["Make readable what could not be read, and ask again."];
    case "none":
      return [];
    default:
      return grade satisfies never;
  }
}

function isolate(kind: ExposedPlace["kind"]): string {
  switch (kind) {
    case "pipeline":
      return "Stop the pipeline, keep its logs and artefacts, and hold back what it has published since.";
    case "repository":
    case "project":
      return "Find the machines and pipelines that installed it and take them off the network.";
    case "image":
    case "bill":
      return "Stop what runs from it, and keep the image for the investigation.";
    case "cache":
      return "Stop serving from it, keep a copy as evidence, then purge the version.";
    case "host":
    case "identity":
      return "Take the machine off the network, and leave it running until its memory is kept.";
    default:
      return kind satisfies never;
  }
}

function rebuild(kind: ExposedPlace["kind"]): string {
  return kind === "host" || kind === "identity"
    ? "Set the machine up anew; do not clean it in place."
    : "Build anew from a lockfile without the version, on a clean runner.";
}
