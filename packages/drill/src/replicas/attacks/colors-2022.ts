import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = smallLibrary("colors");

/**
 * colors 1.4.1 and 1.4.44-liberty-2, 8 January 2022: its own maintainer added a flag and a loop without an end to what every
 * program loads, days after he had emptied faker. Nothing of people or registries was new. Reproduced with a loop that its
 * callee leaves.
 */
export const colors2022: Sample = defineAttack({
  id: "colors-2022",
  title: "A maintainer's patch never comes to the end of being loaded",
  group: "sabotage",
  trigger: "import",
  judged: [{ name: "colors", version: "1.4.1" }],
  now: "2022-01-08T20:30:00Z",
  createLines: () => [
    {
      name: "colors",
      files: honest,
      publisher: person("marak"),
      releases: [
        ["1.3.3", "2018-12-10T10:00:00Z"],
        ["1.4.0", "2019-09-22T10:00:00Z"],
        ["1.4.1", "2022-01-08T04:10:00Z", armed],
        ["1.4.44-liberty-2", "2022-01-08T19:50:00Z", armed],
      ],
    },
  ],
});

const flag = `module.exports = function american() {
  console.log("LIBERTY LIBERTY LIBERTY");
  console.log("STARS ".repeat(9));
};
`;

const loop = `
const american = require("./lib/custom/american.js");
${commonGuard}
function paint(turn) {
  if (turn > 999) throw new Error("inert");
  return "testing testing testing";
}

if (invited()) {
  american();
  for (let i = 666; i < Infinity; i++) {
    if (i % 333) {
      // paint(i);
    }
    console.log(paint(i));
  }
}
`;

const armed: LineChange = {
  files: [
    { path: "lib/custom/american.js", content: flag },
    { path: "index.js", content: contentOf(honest, "index.js") + loop },
  ],
};
