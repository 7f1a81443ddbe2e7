import type { ScanProject, ScanReport, UnreadFile } from "@lockkeeper/scan";

/** The report of a folder that could not be listed. */
export function unlistedReport(target: string, code: string): ScanReport {
  const unread: UnreadFile = {
    file: ".",
    line: undefined,
    code: "CLI_BAD_FILE",
    message: `Cannot look into this folder: ${code}`,
    hint: "What cannot be read was not checked.",
  };
  return { ...emptyReport, target, unread: [unread] };
}

/** The report of a target in which nothing is that a scan looks at. */
export function nothingReport(target: string): ScanReport {
  const unread: UnreadFile = {
    file: ".",
    line: undefined,
    code: "CLI_BAD_FILE",
    message: "Cannot find anything to scan here: no package.json, no lockfile, no bill of materials",
    hint: "Name the project's folder or its lockfile.",
  };
  return { ...emptyReport, target, unread: [unread] };
}

/** A report of nothing. */
export const emptyReport: Omit<ScanReport, "target"> = {
  graphs: [],
  findings: [],
  suppressed: [],
  unread: [],
  packages: 0,
  durationMs: 0,
};

/** A project of which nothing was read. */
export const emptyProject: ScanProject = {
  graphs: [],
  manifests: [],
  settings: [],
  runners: [],
  hidden: undefined,
  installed: undefined,
  hasUnreadLockfile: false,
  cachedIntegrity: new Map(),
};
