import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, stateOf } from "../../test/repair-kit.ts";
import { examineProject } from "../examine-project.ts";
import type { InstalledPackage, InstalledTree } from "../installed-tree.ts";
import { listDiskFolders, updateHiddenLockfile } from "./disk-request.ts";

const lock = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      lib:
        specifier: 1.0.0
        version: 1.0.0
      old:
        specifier: npm:lib@0.1.0
        version: lib@0.1.0

packages:

  lib@0.1.0:
    resolution: {integrity: ${hashOf("lib", "0.1.0")}}

  lib@1.0.0:
    resolution: {integrity: ${hashOf("lib", "1.0.0")}}

snapshots:

  lib@0.1.0: {}

  lib@1.0.0: {}
`;

/** A folder of pnpm's store that could be either version by its name alone. */
function folder(version: string, found: string, isRecordedHere = true): InstalledPackage {
  return {
    place: `node_modules/.pnpm/lib@${version}/node_modules/lib`,
    name: "lib",
    records: isRecordedHere ? [{ name: "lib", version }] : [],
    isRecordedHere,
    packages: [0, 1],
    isTop: false,
    manifest: { name: "lib", version: found },
    installScripts: new Map(),
    files: [],
    folderAt: 0,
    missing: [],
    changed: undefined,
  };
}

function list(...packages: readonly InstalledPackage[]): ReturnType<typeof listDiskFolders> {
  const knowledge = knowledgeOf([]);
  const state = stateOf({ "pnpm-lock.yaml": lock }, { file: "pnpm-lock.yaml", kind: "pnpm" }, knowledge);
  const installed: InstalledTree = {
    source: "pnpm",
    recordedIn: "the names of its folders",
    packages,
    absent: [],
    unplaced: [],
    strangers: [],
    archives: [],
  };
  const project = { ...state.project, installed };
  return listDiskFolders({ ...state, project, findings: examineProject(project, knowledge) });
}

describe("listDiskFolders", () => {
  test("names the folder of the version in question alone, with what belongs there", () => {
    const disk = list(folder("0.1.0", "6.6.6"), folder("1.0.0", "1.0.0"));

    expect(disk?.folders).toEqual([
      {
        place: "node_modules/.pnpm/lib@0.1.0/node_modules/lib",
        locked: expect.objectContaining({ version: "0.1.0", integrity: hashOf("lib", "0.1.0") }),
        isSure: true,
        why: [expect.stringContaining('says "6.6.6"')],
      },
    ]);
    expect(disk?.command).toBe("pnpm install --frozen-lockfile --ignore-scripts");
  });

  test("is not sure where nobody wrote down which of two versions lies in a folder", () => {
    const disk = list(folder("0.1.0", "6.6.6", false));

    expect(disk?.folders).toMatchObject([{ isSure: false }]);
  });

  test("has nothing to list where all is as it is locked", () => {
    expect(list(folder("0.1.0", "0.1.0"), folder("1.0.0", "1.0.0"))).toBeUndefined();
  });
});

describe("updateHiddenLockfile", () => {
  test("has the lockfile's entries for what was put there, and none for what went", () => {
    const hidden =
      '{ "packages": { "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "1.0.0"} } }';
    const text = '{ "packages": { "": {}, "node_modules/a": { "version": "2.0.0" } } }';
    const locked = { name: "a", version: "2.0.0", integrity: undefined, kind: "registry" } as const;

    const after = updateHiddenLockfile(hidden, text, [
      { place: "node_modules/a", locked },
      { place: "node_modules/b", locked: undefined },
    ]);

    expect(JSON.parse(after)).toEqual({ packages: { "node_modules/a": { version: "2.0.0" } } });
  });
});
