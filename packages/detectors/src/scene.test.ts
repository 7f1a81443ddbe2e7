import { describe, expect, test } from "vitest";

import { subjectOf } from "../test/sample.ts";
import { createScene } from "./scene.ts";

const manifest = JSON.stringify({ name: "sample", version: "1.0.1", main: "index.js", bin: "index.js" });

function momentOfRequest(main: string): string | undefined {
  const scene = createScene(
    subjectOf({
      "package.json": manifest,
      "index.js": main,
      "beside.js": `fetch("https://collector.invalid/");`,
    }),
  );
  return scene.deeds.find(({ effect }) => effect.kind === "network")?.moment;
}

describe("createScene says when a file beside a command is run:", () => {
  test("with the library, where the command is one too", () => {
    expect(
      momentOfRequest(`require("./beside.js"); exports.read = () => require("fs").readFileSync("a");`),
    ).toBe("import");
  });

  test("with the command, where that is all it is", () => {
    expect(momentOfRequest(`require("./beside.js"); require("fs").readFileSync("a");`)).toBe("bin");
  });
});
