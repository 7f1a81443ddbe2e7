import { tarballUrl } from "../lockfiles.ts";
import { at, stamp } from "../night.ts";
import type { PlantedGrade } from "../organisation.ts";
import type { Scenario } from "./scenario.ts";

interface PlainLog {
  readonly name: string;
  readonly path: (name: string, index: number) => string;
  readonly at: number;
  readonly grades: readonly PlantedGrade[];
  readonly lines: readonly string[];
  /** Whether each line begins with its time; the file's date alone without. */
  readonly isStamped: boolean;
}

const axiosUrl = tarballUrl({ name: "axios", version: "1.14.1" });

const logs: readonly PlainLog[] = [
  {
    name: "yarn-classic-added",
    path: (name, index) => `logs/github/${name}/run-${index}/4_install.txt`,
    at: at("01:47"),
    grades: ["fetched"],
    isStamped: true,
    lines: [
      "$ yarn add axios",
      "yarn add v1.22.22",
      "[1/4] Resolving packages...",
      "[2/4] Fetching packages...",
      "[3/4] Linking dependencies...",
      "[4/4] Building fresh packages...",
      "success Saved lockfile.",
      "success Saved 4 new dependencies.",
      "info Direct dependencies",
      "└─ axios@1.14.1",
      "info All dependencies",
      "├─ axios@1.14.1",
      "└─ plain-crypto-js@4.2.1",
      "Done in 3.91s.",
    ],
  },
  {
    name: "berry-fetched",
    path: (name, index) => `logs/gitlab/${name}/job-${index}.log`,
    at: at("02:05"),
    grades: ["fetched"],
    isStamped: false,
    lines: [
      "$ yarn up axios",
      "➤ YN0000: · Yarn 4.18.1",
      "➤ YN0000: ┌ Resolution step",
      "➤ YN0085: │ + axios@npm:1.14.1, plain-crypto-js@npm:4.2.1",
      "➤ YN0000: └ Completed in 1s 204ms",
      "➤ YN0000: ┌ Fetch step",
      "➤ YN0013: │ axios@npm:1.14.1 can't be found in the cache and will be fetched from the remote registry",
      "➤ YN0013: │ plain-crypto-js@npm:4.2.1 can't be found in the cache and will be fetched from the remote registry",
      "➤ YN0000: └ Completed in 2s 11ms",
      "➤ YN0000: · Done with warnings in 4s",
    ],
  },
  {
    name: "bun-installed",
    path: (name, index) => `logs/jenkins/${name}/builds/${index}/log`,
    at: at("01:58"),
    grades: ["fetched"],
    isStamped: false,
    lines: [
      "+ bun add axios",
      "bun add v1.4.5 (1d2e3f4a)",
      "",
      "installed axios@1.14.1",
      "",
      "24 packages installed [1.32s]",
      "Finished: SUCCESS",
    ],
  },
  {
    name: "npm-debug-log",
    path: (name) => `hosts/${name}/home/lee/.npm/_logs/2026-03-31T01_14_22_101Z-debug-0.log`,
    at: at("01:14:22"),
    grades: ["fetched"],
    isStamped: false,
    lines: [
      "0 verbose cli /usr/bin/node /usr/bin/npm",
      "1 info using npm@11.6.0",
      "2 info using node@v22.19.0",
      "4 verbose title npm install axios",
      '5 verbose argv "install" "axios"',
      "27 http fetch GET 200 https://registry.example/axios 148ms (cache miss)",
      `34 http fetch GET 200 ${axiosUrl} 211ms (cache miss)`,
      "41 verbose exit 0",
      "42 info ok",
    ],
  },
  {
    name: "only-talked-about",
    path: (name, index) => `logs/github/${name}/run-${index}/6_chat.txt`,
    at: at("12:00"),
    // A line that no client writes may mean anything: that nobody can tell is true as well.
    grades: ["none", "unreadable"],
    isStamped: true,
    lines: [
      "##[group]Run node scripts/announce.js",
      "Posting to #security: do not install axios@1.14.1 or plain-crypto-js@4.2.1",
      "Bump axios from 1.14.0 to 1.14.1 was closed by a maintainer",
      "axios 1.14.1 is on the deny list",
      "##[endgroup]",
      "Run npm ci",
      "added 412 packages, and audited 413 packages in 9s",
    ],
  },
  {
    name: "refused-install",
    path: (name, index) => `logs/gitlab/${name}/job-${index}.log`,
    at: at("06:30"),
    grades: ["none"],
    isStamped: false,
    lines: [
      "$ npm install axios@1.14.1",
      "npm error code ETARGET",
      "npm error notarget No matching version found for axios@1.14.1.",
      "npm error notarget In most cases you or one of your dependencies are requesting",
      "npm error notarget a package version that doesn't exist.",
      "ERROR: Job failed: exit code 1",
    ],
  },
];

/** Logs of other clients, without times, and such that only speak of it. */
export const oddPipelines: readonly Scenario[] = logs.map(
  ({ name, path, at: begin, grades, isStamped, lines }) => ({
    name,
    plant: (context) => {
      const place = path(context.name, 500_000 + context.index);
      const text = lines
        .map((line, second) =>
          isStamped ? `${stamp(begin + second * 1000).replace("Z", ".0000000Z")} ${line}` : line,
        )
        .join("\n");
      return {
        files: [{ path: place, content: `${text}\n`, modifiedAt: begin + lines.length * 1000 }],
        truths: [{ place, scenario: name, grades }],
      };
    },
  }),
);
