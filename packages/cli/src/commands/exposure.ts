import { isAtLeast } from "@lockkeeper/exposure";

import type { CommandModule } from "../command.ts";
import type { ExposureInput, ExposureItem } from "../exposure/exposure-input.ts";
import { toExposureLine } from "../exposure/exposure-line.ts";
import { askExposure } from "../exposure/exposure-session.ts";
import { renderExposureItem } from "../views/exposure.ts";

/** Creates `exposure`: who had a version, where, when, and how sure that is. */
export function createExposureCommand({ failOn }: ExposureInput): CommandModule<ExposureInput, ExposureItem> {
  return {
    run: askExposure,
    views: { person: renderExposureItem, json: toExposureLine },
    exitCode(item) {
      if (item.kind === "end") return item.summary.isBlind ? 3 : 0;
      if (item.kind !== "row") return 0;
      const { grade, unreadable } = item.row;
      if (isAtLeast(grade, failOn)) return 1;
      return grade === "unreadable" || unreadable.length > 0 ? 3 : 0;
    },
  };
}
