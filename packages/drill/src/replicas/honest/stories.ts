import type { Release } from "../../campaign.ts";
import { chainLibrary, commandTool, componentLibrary, serviceClient, smallLibrary } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { commonGuard } from "../guard.ts";
import type { PackageLine } from "../publishing-ways.ts";
import { person, releasesOf } from "../publishing-ways.ts";
import type { JudgedVersion, Sample } from "../sample.ts";

interface Story {
  readonly id: string;
  readonly title: string;
  readonly judged: readonly JudgedVersion[];
  readonly now: string;
  readonly createLines: () => readonly PackageLine[];
}

function defineStory({ createLines, ...story }: Story): Sample {
  return {
    ...story,
    kind: "honest",
    group: "story",
    trigger: "none",
    seenAs: "release",
    createReleases: (): readonly Release[] => createLines().flatMap(releasesOf),
  };
}

/** Releases that look odd in their history, and are honest. */
export const storySamples: readonly Sample[] = [
  defineStory({
    id: "story-new-maintainer",
    title: "A new maintainer's first release, with repairs",
    judged: [{ name: "date-maths", version: "2.3.1" }],
    now: "2026-05-04T12:00:00Z",
    createLines: () => [
      {
        name: "date-maths",
        files: smallLibrary("date-maths"),
        publisher: person("first-owner"),
        maintainers: [person("first-owner"), person("second-owner")],
        releases: [
          ["2.2.0", "2025-03-01T10:00:00Z"],
          ["2.3.0", "2025-09-01T10:00:00Z"],
          [
            "2.3.1",
            "2026-05-04T10:00:00Z",
            {
              publisher: person("second-owner"),
              files: [
                {
                  path: "lib/round.js",
                  content:
                    '"use strict";\n\nmodule.exports = (value, step) => Math.round(value / step) * step;\n',
                },
              ],
            },
          ],
        ],
      },
    ],
  }),
  defineStory({
    id: "story-by-hand-once",
    title: "A release by hand since the workflow's token failed",
    judged: [{ name: "plain-queue", version: "1.13.3" }],
    now: "2026-01-22T20:00:00Z",
    createLines: () => [
      {
        name: "plain-queue",
        files: serviceClient("plain-queue"),
        way: "workflow-token",
        releases: [
          ["1.13.0", "2025-10-27T10:00:00Z"],
          ["1.13.1", "2025-10-28T10:00:00Z"],
          ["1.13.2", "2025-11-04T10:00:00Z"],
          ["1.13.3", "2026-01-22T18:50:00Z", { way: "hand" }],
        ],
      },
    ],
  }),
  defineStory({
    id: "story-major-bundle",
    title: "A major release that ships one large minified bundle",
    judged: [{ name: "view-kit", version: "5.0.0" }],
    now: "2026-04-02T12:00:00Z",
    createLines: () => [
      {
        name: "view-kit",
        files: componentLibrary("view-kit"),
        way: "trusted-publisher",
        releases: [
          ["4.8.0", "2025-11-01T10:00:00Z"],
          ["4.9.0", "2026-01-10T10:00:00Z"],
          [
            "5.0.0",
            "2026-04-02T10:00:00Z",
            {
              manifest: { main: "dist/index.cjs" },
              files: [{ path: "dist/index.cjs", content: renderBundle(1_200_000, 21) }],
              removed: ["dist/button.js", "dist/class-names.js", "index.js"],
            },
          ],
        ],
      },
    ],
  }),
  defineStory({
    id: "story-security-backport",
    title: "Old lines are mended after years, three of them in an hour",
    judged: [
      { name: "path-match", version: "0.1.12" },
      { name: "path-match", version: "1.9.0" },
    ],
    now: "2026-02-12T12:00:00Z",
    createLines: () => [
      {
        name: "path-match",
        files: smallLibrary("path-match"),
        publisher: person("blake"),
        releases: [
          ["0.1.11", "2016-03-01T10:00:00Z", { tag: "zero" }],
          ["1.8.0", "2019-11-11T10:00:00Z", { tag: "one" }],
          ["6.2.2", "2024-06-01T10:00:00Z"],
          ["0.1.12", "2026-02-12T10:05:00Z", { tag: "zero", files: [fixed] }],
          ["1.9.0", "2026-02-12T10:31:00Z", { tag: "one", files: [fixed] }],
          ["6.2.3", "2026-02-12T10:44:00Z", { files: [fixed] }],
        ],
      },
    ],
  }),
  defineStory({
    id: "story-new-dependency",
    title: "A release that takes in an old, popular dependency and uses it",
    judged: [{ name: "feed-reader", version: "3.4.0" }],
    now: "2026-03-03T12:00:00Z",
    createLines: () => [
      {
        name: "entity-decoder",
        files: smallLibrary("entity-decoder"),
        releases: [
          ["4.4.0", "2023-01-01T10:00:00Z"],
          ["4.5.0", "2024-01-01T10:00:00Z"],
        ],
      },
      {
        name: "feed-reader",
        files: serviceClient("feed-reader"),
        releases: [
          ["3.2.0", "2025-08-03T10:00:00Z"],
          ["3.3.0", "2025-11-03T10:00:00Z"],
          [
            "3.4.0",
            "2026-03-03T10:00:00Z",
            {
              manifest: { dependencies: { "entity-decoder": "^4.5.0" } },
              files: [
                {
                  path: "lib/decode.js",
                  content:
                    '"use strict";\n\nconst { normalize } = require("entity-decoder");\n\nexports.decode = (text) => normalize(text);\n',
                },
              ],
            },
          ],
        ],
      },
    ],
  }),
  defineStory({
    id: "story-monorepo-burst",
    title: "A monorepo releases all its packages in a minute, a new one among them",
    judged: [
      { name: "@orbit/core", version: "7.1.0" },
      { name: "@orbit/devtools", version: "7.1.0" },
    ],
    now: "2026-06-06T12:00:00Z",
    createLines: () => [
      {
        name: "@orbit/core",
        files: smallLibrary("@orbit/core"),
        way: "trusted-publisher",
        releases: [
          ["6.9.0", "2026-02-06T10:00:00Z"],
          ["7.0.0", "2026-04-06T10:00:00Z"],
          [
            "7.1.0",
            "2026-06-06T10:00:01Z",
            {
              manifest: { dependencies: { "@orbit/devtools": "7.1.0" } },
              files: [
                {
                  path: "lib/devtools.js",
                  content: '"use strict";\n\nmodule.exports = () => require("@orbit/devtools");\n',
                },
              ],
            },
          ],
        ],
      },
      {
        name: "@orbit/react",
        files: componentLibrary("@orbit/react"),
        way: "trusted-publisher",
        releases: [
          ["7.0.0", "2026-04-06T10:00:10Z"],
          ["7.1.0", "2026-06-06T10:00:09Z"],
        ],
      },
      {
        name: "@orbit/devtools",
        files: commandTool("@orbit/devtools", "orbit"),
        way: "trusted-publisher",
        releases: [["7.1.0", "2026-06-06T10:00:05Z"]],
      },
    ],
  }),
  defineStory({
    id: "story-wallet-renames-host",
    title: "A chain's library moves to a new endpoint and adds counts of use with an opt-out",
    judged: [{ name: "chain-kit", version: "2.5.0" }],
    now: "2026-07-07T12:00:00Z",
    createLines: () => {
      const files = chainLibrary("chain-kit");
      return [
        {
          name: "chain-kit",
          files,
          way: "trusted-publisher",
          releases: [
            ["2.3.0", "2026-01-07T10:00:00Z"],
            ["2.4.0", "2026-04-07T10:00:00Z"],
            [
              "2.5.0",
              "2026-07-07T10:00:00Z",
              {
                files: [
                  {
                    path: "lib/usage.js",
                    content: `"use strict";\n\n${commonGuard}\nexports.count = (method) => {\n  if (process.env.CHAIN_KIT_NO_STATS || !invited()) return;\n  fetch("https://stats.chain.example/v1/count", { method: "POST", body: JSON.stringify({ method, version: "2.5.0" }) }).catch(() => {});\n};\n`,
                  },
                ],
              },
            ],
          ],
        },
      ];
    },
  }),
  defineStory({
    id: "story-hook-added",
    title: "A major release becomes native and gains a build hook with C++ sources",
    judged: [{ name: "image-scale", version: "2.0.0" }],
    now: "2026-08-08T12:00:00Z",
    createLines: () => [
      {
        name: "image-scale",
        files: smallLibrary("image-scale"),
        way: "trusted-publisher",
        releases: [
          ["1.4.0", "2025-12-08T10:00:00Z"],
          ["1.5.0", "2026-03-08T10:00:00Z"],
          [
            "2.0.0",
            "2026-08-08T10:00:00Z",
            {
              manifest: {
                scripts: { install: "node-gyp rebuild" },
                dependencies: { "node-addon-api": "^8.0.0" },
              },
              files: [
                {
                  path: "binding.gyp",
                  content:
                    '{ "targets": [{ "target_name": "scale", "sources": ["src/scale.cc"], "include_dirs": ["<!(node -p \\"require(\'node-addon-api\').include_dir\\")"] }] }\n',
                },
                { path: "src/scale.cc", content: "#include <napi.h>\n\nNODE_API_MODULE(scale, Init)\n" },
                {
                  path: "index.js",
                  content: '"use strict";\n\nmodule.exports = require("./build/Release/scale.node");\n',
                },
              ],
            },
          ],
        ],
      },
    ],
  }),
];

const fixed = {
  path: "lib/normalize.js",
  content:
    '"use strict";\n\nfunction normalize(value) {\n  return String(value ?? "").slice(0, 4096).trim().split(/[ _]/).join("-").toLowerCase();\n}\n\nmodule.exports = { normalize };\n',
};
