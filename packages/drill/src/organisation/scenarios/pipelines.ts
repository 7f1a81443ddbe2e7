import { tarballUrl } from "../lockfiles.ts";
import { at, stamp } from "../night.ts";
import type { OrganisationPart, PlantedGrade } from "../organisation.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";

/** A line of a log with the seconds since the job's begin. */
type Line = readonly [second: number, text: string];

const version = { axios: { name: "axios", version: "1.14.1" } } as const;
const escape = "\u001b";

/** A text log of GitHub Actions: each line begins with its time in UTC. */
function github(begin: number, lines: readonly Line[]): string {
  return lines
    .map(([second, text], index) => {
      const fraction = String(1_000_000 + index * 731).slice(0, 7);
      return `${stamp(begin + second * 1000).replace("Z", `.${fraction}Z`)} ${text}\n`;
    })
    .join("");
}

/** A job's trace of GitLab: sections with times in seconds, and colours. */
function gitlab(begin: number, section: string, lines: readonly Line[]): string {
  const [start, end] = [begin, begin + (lines.at(-1)?.[0] ?? 0) * 1000].map((each) =>
    Math.floor(each / 1000),
  );
  const body = lines.map(([, text]) => `${text}\n`).join("");
  return (
    `${escape}[0KRunning with gitlab-runner 18.3.0 (d6ba8ad8)${escape}[0;m\n` +
    `section_start:${start}:${section}\r${escape}[0K${escape}[0K${escape}[36;1mExecuting "${section}" stage of the job script${escape}[0;m\n` +
    `${body}section_end:${end}:${section}\r${escape}[0K${escape}[32;1mJob succeeded${escape}[0;m\n`
  );
}

/** A console of Jenkins with the timestamper's form that is exact. */
function jenkins(begin: number, lines: readonly Line[]): string {
  return lines
    .map(
      ([second, text]) =>
        `[${new Date(begin + second * 1000).toISOString()}] ${text.replaceAll("\n", "\r\n")}\n`,
    )
    .join("");
}

function plantLog(
  scenario: string,
  log: {
    readonly path: string;
    readonly content: string | Uint8Array;
    readonly at: number;
    readonly grades: readonly PlantedGrade[];
  },
): OrganisationPart {
  const { path, content, grades } = log;
  return {
    files: [{ path, content, modifiedAt: log.at }],
    truths: [{ place: path, scenario, grades }],
  };
}

function githubPath({ name, index }: ScenarioContext, step: string): string {
  return `logs/github/${name}/run-${20_000_000 + index}/${step}.txt`;
}

/** A bare `npm install` in a folder without lockfile, and the hook of the dependency ran. */
const nestedBareInstall: Scenario = {
  name: "nested-bare-install-ran-the-hook",
  plant: (context) => {
    const begin = at("01:12:04");
    const content = github(begin, [
      [0, "##[group]Run cd tools/report && npm install --foreground-scripts"],
      [0, `${escape}[36;1mcd tools/report && npm install --foreground-scripts${escape}[0m`],
      [0, "shell: /usr/bin/bash -e {0}"],
      [0, "##[endgroup]"],
      [3, ""],
      [3, "> plain-crypto-js@4.2.1 postinstall"],
      [3, "> node setup.js"],
      [3, ""],
      [6, ""],
      [6, "added 24 packages, and audited 25 packages in 6s"],
      [6, "found 0 vulnerabilities"],
    ]);
    return plantLog("nested-bare-install-ran-the-hook", {
      path: githubPath(context, "3_report"),
      content,
      at: begin,
      grades: ["executed"],
    });
  },
};

/** The client said what it fetched. */
const verboseFetch: Scenario = {
  name: "pipeline-fetched",
  plant: (context) => {
    const begin = at("02:31:40");
    const content = gitlab(begin, "step_script", [
      [0, `${escape}[32;1m$ npm install --loglevel http${escape}[0;m`],
      [4, `npm http fetch GET 200 ${tarballUrl({ name: "express", version: "5.1.0" })} 41ms (cache miss)`],
      [4, `npm http fetch GET 200 ${tarballUrl(version.axios)} 63ms (cache miss)`],
      [9, "added 71 packages in 9s"],
    ]);
    return plantLog("pipeline-fetched", {
      path: `logs/gitlab/${context.name}/job-${880_000 + context.index}.log`,
      content,
      at: begin,
      grades: ["fetched"],
    });
  },
};

/** pnpm prints what it added. */
const pnpmAdded: Scenario = {
  name: "pipeline-added",
  plant: (context) => {
    const begin = at("00:44:10");
    const content = jenkins(begin, [
      [0, "Started by timer"],
      [1, "+ pnpm update axios"],
      [3, "Progress: resolved 1, reused 0, downloaded 0, added 0"],
      [8, "Progress: resolved 318, reused 312, downloaded 4, added 4, done"],
      [8, ""],
      [8, "dependencies:"],
      [8, "- axios 1.14.0"],
      [8, "+ axios 1.14.1"],
      [8, ""],
      [9, "Done in 8.4s"],
      [9, "Finished: SUCCESS"],
    ]);
    return plantLog("pipeline-added", {
      path: `logs/jenkins/${context.name}/builds/${400 + context.index}/log`,
      content,
      at: begin,
      grades: ["fetched"],
    });
  },
};

/** A bare install that said nothing of versions. */
const silentInstall: Scenario = {
  name: "silent-bare-install",
  plant: (context) => {
    const begin = at("01:55:00");
    const content = jenkins(begin, [
      [0, "Started by an SCM change"],
      [2, "+ npm install axios"],
      [7, ""],
      [7, "added 57 packages in 5s"],
      [8, "Finished: SUCCESS"],
    ]);
    return plantLog("silent-bare-install", {
      path: `logs/jenkins/${context.name}/builds/${400 + context.index}/log`,
      content,
      at: begin,
      grades: ["could-have-resolved"],
    });
  },
};

/** A frozen install of a project that had it pinned, in the midst of the window. */
const frozenInstall: Scenario = {
  name: "frozen-install",
  plant: (context) => {
    const begin = at("01:20:00");
    const content = github(begin, [
      [0, "##[group]Run npm ci"],
      [0, `${escape}[36;1mnpm ci${escape}[0m`],
      [0, "##[endgroup]"],
      [9, ""],
      [9, "added 412 packages, and audited 413 packages in 9s"],
    ]);
    return plantLog("frozen-install", {
      path: githubPath(context, "2_build"),
      content,
      at: begin,
      grades: ["none"],
    });
  },
};

/** The day before. */
const otherDay: Scenario = {
  name: "install-of-another-day",
  plant: (context) => {
    const begin = at("00:00") - 30 * 3_600_000;
    const content = gitlab(begin, "step_script", [
      [0, `${escape}[32;1m$ yarn add axios${escape}[0;m`],
      [5, "success Saved 1 new dependency."],
      [5, "info Direct dependencies"],
      [5, "└─ axios@1.14.0"],
      [5, "Done in 5.02s."],
    ]);
    return plantLog("install-of-another-day", {
      path: `logs/gitlab/${context.name}/job-${880_000 + context.index}.log`,
      content,
      at: begin,
      grades: ["none"],
    });
  },
};

/** Half of a compressed log. */
const brokenLog: Scenario = {
  name: "broken-log",
  plant: (context) =>
    plantLog("broken-log", {
      path: `logs/gitlab/${context.name}/job-${880_000 + context.index}.log.gz`,
      content: Uint8Array.from([
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0x28,
      ]),
      at: at("02:00"),
      grades: ["unreadable"],
    }),
};

/** Logs of pipelines: three systems. */
export const pipelines: readonly Scenario[] = [
  nestedBareInstall,
  verboseFetch,
  pnpmAdded,
  silentInstall,
  frozenInstall,
  otherDay,
  brokenLog,
];
