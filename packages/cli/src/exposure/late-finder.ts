import type { LateExposure } from "@lockkeeper/exposure";
import type { LateFinder, LateNotice } from "@lockkeeper/server";

import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";

/** Looks backwards for a server. What it needs is loaded when it looks for the first time. */
export function createLateFinder(environment: Environment): LateFinder {
  const sweeps = new Set<string>();
  let note: (() => void) | undefined;
  return {
    async find(known) {
      const [{ findLate }, { listTold }] = await Promise.all([
        import("./find-late.ts"),
        import("@lockkeeper/exposure"),
      ]);
      const found = await findLate({ ...known, environment, sweeps });
      note = () => known.store.late.noteTold(listTold(found), environment.clock.now());
      return found.map(toNotice);
    },
    noteTold() {
      note?.();
      note = undefined;
    },
  };
}

function toNotice({ name, version, accusations, rows }: LateExposure): LateNotice {
  return {
    name: showForeign(name, 300),
    version: showForeign(version, 100),
    sources: [...new Set(accusations.map(({ source }) => showForeign(source, 100)))],
    places: rows.map(({ where, grade }) => `${where.kind} ${showForeign(where.id, 200)} (${grade})`),
  };
}
