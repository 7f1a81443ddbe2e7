import { renderLockfile, renderManifest } from "../lockfiles.ts";
import { at } from "../night.ts";
import { axiosAt, projectWith } from "../projects.ts";
import { commit, filesOf, historyBefore, plantRepository, projectIn } from "./repository.ts";
import type { Scenario } from "./scenario.ts";

/** A bot refreshed the lockfile on a branch of its own that night; nobody merged it. */
const botBranch: Scenario = {
  name: "bot-refreshed-a-branch",
  plant: (context) =>
    plantRepository(context, "bot-refreshed-a-branch", {
      commits: [
        ...historyBefore(context),
        commit(
          context,
          at("01:40"),
          filesOf(context, projectIn(context, { range: "^1.7.0", version: "1.14.1" })),
          {
            branch: "renovate/axios-1.x",
            message: "Update dependency axios to v1.14.1",
          },
        ),
      ],
      grades: ["locked"],
    }),
};

/** A workflow that installs, with what it publishes and deploys with. */
const deployment = `name: deploy
on: [push]
permissions:
  contents: read
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      NPM_TOKEN: \${{ secrets.NPM_TOKEN }}
    steps:
      - uses: actions/checkout@v5
      - run: npm ci
      - run: node deploy.js
        env:
          AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
`;

/** Somebody updated on the main branch, and took it back in the morning. */
const takenBack: Scenario = {
  name: "locked-and-taken-back",
  plant: (context) =>
    plantRepository(context, "locked-and-taken-back", {
      commits: [
        ...historyBefore(context),
        commit(context, at("00:00") - 5 * 86_400_000, { ".github/workflows/deploy.yml": deployment }),
        commit(
          context,
          at("00:50"),
          filesOf(context, projectIn(context, { range: "^1.7.0", version: "1.14.1" })),
        ),
        commit(
          context,
          at("08:30"),
          filesOf(context, projectIn(context, { range: "^1.7.0", version: "1.14.0" })),
          {
            message: "Go back to axios 1.14.0",
          },
        ),
      ],
      grades: ["locked"],
    }),
};

/** The line of old versions, which was poisoned half an hour later. */
const legacyLine: Scenario = {
  name: "locked-the-legacy-line",
  plant: (context) =>
    plantRepository(context, "locked-the-legacy-line", {
      commits: [
        commit(
          context,
          at("00:00") - 90 * 86_400_000,
          filesOf(context, projectIn(context, { range: "^0.30.0", version: "0.30.3" })),
        ),
        commit(
          context,
          at("02:20"),
          filesOf(context, projectIn(context, { range: "^0.30.0", version: "0.30.4" })),
        ),
      ],
      grades: ["locked"],
    }),
};

/** A folder within, with a lockfile of its own. */
const nestedLockfile: Scenario = {
  name: "locked-in-a-nested-folder",
  plant: (context) => {
    const tool = projectWith(`${context.name}-tool`, context.chance, {
      asked: { axios: "^1.13.0" },
      packages: axiosAt("1.14.1"),
    });
    return plantRepository(context, "locked-in-a-nested-folder", {
      commits: [
        ...historyBefore(context),
        commit(context, at("02:10"), filesOf(context, tool, "tools/report/")),
      ],
      grades: ["locked"],
    });
  },
};

/** The malicious dependency came by way of a package that bundles it. */
const transitive: Scenario = {
  name: "locked-by-a-repackager",
  plant: (context) => {
    const packages = [
      { name: "@shadanai/openclaw", version: "2026.3.31-1", dependencies: { "plain-crypto-js": "^4.2.1" } },
      { name: "plain-crypto-js", version: "4.2.1" },
    ];
    const project = projectWith(context.name, context.chance, {
      asked: { "@shadanai/openclaw": "^2026.3.0" },
      packages,
    });
    return plantRepository(context, "locked-by-a-repackager", {
      commits: [...historyBefore(context), commit(context, at("02:45"), filesOf(context, project))],
      grades: ["locked"],
    });
  },
};

/** No lockfile at all, and a range that took whatever was newest. */
const rangeAlone: Scenario = {
  name: "range-without-lockfile",
  plant: (context) => {
    const project = projectIn(context, { range: "^1.13.0", version: "1.14.0" });
    return plantRepository(context, "range-without-lockfile", {
      commits: [
        commit(context, at("00:00") - 40 * 86_400_000, {
          "package.json": renderManifest(project),
          ".gitignore": `${renderLockfile(context.client, project).file}\n`,
        }),
      ],
      grades: ["could-have-resolved"],
    });
  },
};

/** A workflow that installs a tool globally, whatever is newest. */
const globalInstall: Scenario = {
  name: "workflow-installs-globally",
  plant: (context) => {
    const workflow = `name: nightly\non:\n  schedule:\n    - cron: "0 1 * * *"\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm install --global axios\n      - run: node report.js\n`;
    const project = projectIn(context, { range: "1.14.0", version: "1.14.0" });
    return plantRepository(context, "workflow-installs-globally", {
      commits: [
        commit(context, at("00:00") - 20 * 86_400_000, {
          ...filesOf(context, project),
          ".github/workflows/nightly.yml": workflow,
        }),
      ],
      grades: ["could-have-resolved"],
    });
  },
};

/** Repositories that were hit, each in a way of its own. */
export const hitRepositories: readonly Scenario[] = [
  botBranch,
  takenBack,
  legacyLine,
  nestedLockfile,
  transitive,
  rangeAlone,
  globalInstall,
];
