import { renderManifest } from "../lockfiles.ts";
import { at } from "../night.ts";
import { projectWith } from "../projects.ts";
import { commit, filesOf, historyBefore, plantRepository, projectIn } from "./repository.ts";
import type { Scenario } from "./scenario.ts";

/** Pinned exactly, and locked all the night. */
const pinned: Scenario = {
  name: "pinned",
  plant: (context) =>
    plantRepository(context, "pinned", {
      commits: [
        commit(
          context,
          at("00:00") - 3 * 86_400_000,
          filesOf(context, projectIn(context, { range: "1.14.0", version: "1.14.0" })),
        ),
      ],
      grades: ["none"],
    }),
};

/** A range, and a lockfile that nobody touched. */
const locked: Scenario = {
  name: "range-with-lockfile",
  plant: (context) =>
    plantRepository(context, "range-with-lockfile", { commits: historyBefore(context), grades: ["none"] }),
};

/** Updated some hours after the registry had removed it. */
const updatedAfter: Scenario = {
  name: "updated-after-removal",
  plant: (context) =>
    plantRepository(context, "updated-after-removal", {
      commits: [
        ...historyBefore(context),
        commit(
          context,
          at("50:00"),
          filesOf(context, projectIn(context, { range: "^1.7.0", version: "1.15.0" })),
        ),
      ],
      grades: ["none"],
    }),
};

/** Updated minutes before it was there. */
const updatedBefore: Scenario = {
  name: "updated-before-publishing",
  plant: (context) =>
    plantRepository(context, "updated-before-publishing", {
      commits: [
        ...historyBefore(context),
        commit(
          context,
          at("00:05"),
          filesOf(context, projectIn(context, { range: "^1.7.0", version: "1.14.0" })),
          {
            message: "Refresh the lockfile",
          },
        ),
      ],
      grades: ["none"],
    }),
};

/** No lockfile, and a range that the malicious versions are outside of. */
const otherRange: Scenario = {
  name: "other-range-without-lockfile",
  plant: (context) =>
    plantRepository(context, "other-range-without-lockfile", {
      commits: [
        commit(context, at("00:00") - 60 * 86_400_000, {
          "package.json": renderManifest(projectIn(context, { range: "~1.13.0", version: "1.13.2" })),
        }),
      ],
      grades: ["none"],
    }),
};

/** Nothing to do with it at all. */
const without: Scenario = {
  name: "without-axios",
  plant: (context) =>
    plantRepository(context, "without-axios", {
      commits: [
        commit(
          context,
          at("00:00") - 100 * 86_400_000,
          filesOf(context, projectWith(context.name, context.chance, { asked: {}, packages: [] })),
        ),
        commit(
          context,
          at("02:00"),
          filesOf(context, projectWith(context.name, context.chance, { asked: {}, packages: [] })),
        ),
      ],
      grades: ["none"],
    }),
};

/** A clone with its last commit alone: what was before nobody can tell. */
const shallow: Scenario = {
  name: "shallow-clone",
  plant: (context) =>
    plantRepository(context, "shallow-clone", {
      commits: [
        ...historyBefore(context),
        commit(context, at("60:00"), { "README.md": "# moved\n" }, { message: "Move" }),
      ],
      depth: 1,
      grades: ["unreadable"],
    }),
};

/** A merge that nobody finished. */
const conflict: Scenario = {
  name: "lockfile-in-conflict",
  plant: (context) => {
    const npm = { ...context, client: "npm" } as const;
    const ours = projectIn(npm, { range: "^1.7.0", version: "1.14.0" });
    const theirs = projectIn(npm, { range: "^1.7.0", version: "1.14.1" });
    const [left, right] = [ours, theirs].map((each) => filesOf(npm, each)["package-lock.json"] ?? "");
    return plantRepository(npm, "lockfile-in-conflict", {
      commits: historyBefore(npm),
      uncommitted: {
        "package-lock.json": `<<<<<<< HEAD\n${left}=======\n${right}>>>>>>> renovate/axios-1.x\n`,
      },
      grades: ["unreadable", "locked"],
    });
  },
};

/** Repositories that were not hit, or of which nobody can tell. */
export const otherRepositories: readonly Scenario[] = [
  pinned,
  locked,
  updatedAfter,
  updatedBefore,
  otherRange,
  without,
  shallow,
  conflict,
];
