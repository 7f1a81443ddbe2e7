import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { installed, loaded, testDetector } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { payloadInData } from "./index.ts";

testDetector(payloadInData, {
  fires: {
    "text of an image": [
      "strong",
      {
        ...installed(`const fs = require("fs"), path = require("path");
          const image = fs.readFileSync(path.join(__dirname, "logo.png"));
          new Function("require", image.subarray(8).toString())(require);`),
        "logo.png": "base64:iVBORw0KGgpjb25zb2xlLmxvZygxKQ==",
      },
    ],
    "a member of a JSON file": [
      "strong",
      {
        ...loaded(
          `const { theme } = JSON.parse(require("fs").readFileSync(__dirname + "/theme.json", "utf8")); eval(theme);`,
        ),
        "theme.json": '{"theme":"console.log(1)"}',
      },
    ],
  },
  silent: {
    "a template that its user names": loaded(
      `const fs = require("fs"); module.exports = (file) => new Function("data", fs.readFileSync(file, "utf8"));`,
    ),
  },
});

test.each([
  ["bin/monitor", "supporting"],
  ["LICENSE", "strong"],
  ["bin/notice.txt", "strong"],
])("payloadInData says of a program in %s: %s", (path, strength) => {
  const program = `var fs = require("fs"), os = require("os"), path = require("path");
    fs.writeFileSync(path.join(os.tmpdir(), "monitor.pid"), process.env.USER);\n`;

  const { findings } = detect(subjectOf({ [path]: program }), [payloadInData]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});
