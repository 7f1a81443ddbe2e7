import { renderManifest, tarballUrl, integrityOf } from "../lockfiles.ts";
import { at } from "../night.ts";
import { projectWith } from "../projects.ts";
import { commit, filesOf, historyBefore, plantRepository, projectIn } from "./repository.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

const bad = { range: "^1.7.0", version: "1.14.1" } as const;

function badFiles(context: ScenarioContext): Readonly<Record<string, string>> {
  return filesOf(context, projectIn(context, bad));
}

/** Under another name, which the lockfile tells in the entry alone. */
const alias: Scenario = {
  name: "locked-by-an-alias",
  plant: (context) => {
    const lock = {
      name: context.name,
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: context.name, version: "1.0.0", dependencies: { http: "npm:axios@^1.13.0" } },
        "node_modules/http": {
          name: "axios",
          version: "1.14.1",
          resolved: tarballUrl({ name: "axios", version: "1.14.1" }),
          integrity: integrityOf({ name: "axios", version: "1.14.1" }),
        },
      },
    };
    const files = {
      "package.json": renderManifest({ name: context.name, dependencies: { http: "npm:axios@^1.13.0" } }),
      "package-lock.json": `${JSON.stringify(lock, null, 2)}\n`,
    };
    return plantRepository(context, "locked-by-an-alias", {
      commits: [commit(context, at("01:02"), files)],
      grades: ["locked"],
    });
  },
};

/** Only a tag still leads there. */
const tagged: Scenario = {
  name: "locked-in-a-tag",
  plant: (context) =>
    plantRepository(context, "locked-in-a-tag", {
      commits: [
        ...historyBefore(context),
        commit(context, at("02:00"), badFiles(context), { branch: "refs/tags/v2.3.1", message: "Release" }),
      ],
      grades: ["locked"],
    }),
};

/** Put aside and forgotten. */
const stashed: Scenario = {
  name: "locked-in-a-stash",
  plant: (context) =>
    plantRepository(context, "locked-in-a-stash", {
      commits: [
        ...historyBefore(context),
        commit(context, at("01:33"), badFiles(context), {
          branch: "refs/stash",
          message: "WIP on main",
        }),
      ],
      grades: ["locked"],
    }),
};

/** A clock that was a year behind. */
const wrongClock: Scenario = {
  name: "locked-by-a-wrong-clock",
  plant: (context) =>
    plantRepository(context, "locked-by-a-wrong-clock", {
      commits: [commit(context, at("01:00") - 400 * 86_400_000, badFiles(context))],
      grades: ["locked"],
    }),
};

/** A member of a workspace. */
const workspace: Scenario = {
  name: "locked-in-a-workspace",
  plant: (context) => {
    const text =
      `lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\nimporters:\n\n  .: {}\n\n  packages/api:\n    dependencies:\n      axios:\n        specifier: ^1.13.0\n        version: 1.14.1\n\n` +
      `packages:\n\n  axios@1.14.1:\n    resolution: {integrity: ${integrityOf({ name: "axios", version: "1.14.1" })}}\n\n  plain-crypto-js@4.2.1:\n    resolution: {integrity: ${integrityOf({ name: "plain-crypto-js", version: "4.2.1" })}}\n\n` +
      `snapshots:\n\n  axios@1.14.1:\n    dependencies:\n      plain-crypto-js: 4.2.1\n\n  plain-crypto-js@4.2.1: {}\n`;
    const files = {
      "package.json": renderManifest({ name: context.name, dependencies: {} }),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "packages/api/package.json": renderManifest({ name: "api", dependencies: { axios: "^1.13.0" } }),
      "pnpm-lock.yaml": text,
    };
    return plantRepository(context, "locked-in-a-workspace", {
      commits: [commit(context, at("02:50"), files)],
      grades: ["locked"],
    });
  },
};

/** A package of one's own whose name ends alike, in the very version. */
const ownScope: Scenario = {
  name: "own-package-of-that-name",
  plant: (context) => {
    const own = { name: "@acme/axios", version: "1.14.1" };
    const project = projectWith(context.name, context.chance, {
      asked: { "@acme/axios": "^1.14.0" },
      packages: [own, { name: "@acme/plain-crypto-js", version: "4.2.1" }],
    });
    return plantRepository(context, "own-package-of-that-name", {
      commits: [commit(context, at("01:10"), filesOf(context, project))],
      grades: ["none"],
    });
  },
};

/** Everything that speaks of it and nothing that has it: a deny list, an override, notes, a folder of a researcher. */
const spokenOf: Scenario = {
  name: "only-spoken-of",
  plant: (context) => {
    const project = projectIn(context, { range: "1.14.0", version: "1.14.0" });
    const files = {
      ...filesOf(context, project),
      "renovate.json":
        '{"packageRules":[{"matchPackageNames":["axios"],"allowedVersions":"!/^1\\\\.14\\\\.1$/"}]}\n',
      "docs/incident.md":
        "On 31 March axios@1.14.1 and plain-crypto-js@4.2.1 were malicious. We were not hit.\n",
      "research/plain-crypto-js/README.md": "Notes on plain-crypto-js 4.2.1; no code here.\n",
    };
    return plantRepository(context, "only-spoken-of", {
      commits: [
        ...historyBefore(context),
        commit(context, at("30:00"), files, { message: "Pin axios 1.14.0" }),
      ],
      grades: ["none"],
    });
  },
};

/** The line of old versions, untouched, without lockfile. */
const exactWithoutLockfile: Scenario = {
  name: "exact-without-lockfile",
  plant: (context) =>
    plantRepository(context, "exact-without-lockfile", {
      commits: [
        commit(context, at("00:00") - 30 * 86_400_000, {
          "package.json": renderManifest({ name: context.name, dependencies: { axios: "0.30.3" } }),
        }),
      ],
      grades: ["none"],
    }),
};

/** Repositories that were hit where nobody looks. */
export const oddHitRepositories: readonly Scenario[] = [alias, tagged, stashed, wrongClock, workspace];

/** Repositories that look as if they had been hit. */
export const oddOtherRepositories: readonly Scenario[] = [ownScope, spokenOf, exactWithoutLockfile];
