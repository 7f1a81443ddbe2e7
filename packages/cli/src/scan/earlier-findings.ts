import { basename, resolve } from "node:path";

import type { ScanReport } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { readEarlierLockfile } from "../inspection/git-revision.ts";
import type { ScanInput } from "./scan-input.ts";

/** What the lockfiles of a report pinned at an earlier revision, as `name@version`. */
export interface EarlierFindings {
  of(report: ScanReport): Promise<ReadonlySet<string>>;
}

/** Opens the look back that `--since` asks for; `undefined` without it. */
export function createEarlierFindings(
  { since }: ScanInput,
  environment: Environment,
): EarlierFindings | undefined {
  if (since === undefined) return undefined;
  return {
    async of({ target, graphs }) {
      const known = new Set<string>();
      for (const { file, graph } of graphs) {
        if (graph.source === "sbom" || graph.source === "node-modules" || graph.source === "manifest")
          continue;
        // A report of a file alone has the file itself as its target.
        const path = basename(target) === file ? target : `${target}/${file}`;
        const before = await readEarlierLockfile(resolve(environment.cwd, path), since, environment);
        for (const { name, version } of before?.packages ?? []) known.add(`${name}@${version}`);
      }
      return known;
    },
  };
}
