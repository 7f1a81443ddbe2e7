import { gunzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { createWorld } from "../worlds/worlds.ts";

import { answerRequest, markOf } from "./answer-request.ts";

const world = createWorld("linux-laptop", 0);

function bodyOf(url: string, method: string = "GET"): Buffer {
  const answer = answerRequest(world, { url, method });
  if (answer.kind === "failure") throw new Error(answer.code);
  return Buffer.from(answer.body);
}

describe("answerRequest", () => {
  test("answerRequest serves what an address asks for by its ending, each with the mark of downloads", () => {
    for (const ending of ["js", "sh", "ps1", "py", "exe", "node", "png", "txt", "zip", "vbs"]) {
      expect(bodyOf(`https://files.example/a/b.${ending}`).toString("latin1")).toContain(markOf(world));
    }
  });

  test.each([
    "https://files.example/v1.2.3/tool-linux-amd64",
    "https://files.example/releases/download/v1/tool",
    "https://files.example/linux/x86_64/tool",
    "https://files.example/tool_darwin",
  ])("answerRequest serves a program at %s", (url) => {
    expect(bodyOf(url).subarray(0, 4).toString("latin1")).toBe("\u007FELF");
  });

  test.each([
    "https://c2.example/linux",
    "https://files.example/tool-linux.json",
    "https://c2.example/stage",
  ])("answerRequest takes %s for no program", (url) => {
    expect(bodyOf(url).subarray(0, 4).toString("latin1")).not.toBe("\u007FELF");
  });

  test("answerRequest serves tarballs that can be unpacked", () => {
    const unpacked = gunzipSync(bodyOf("https://files.example/tool-1.2.3.tar.gz")).toString("latin1");

    expect(unpacked).toContain("package/bin/tool");
    expect(unpacked).toContain(markOf(world));
  });

  test("answerRequest gives a text that is JSON and a script at once where nothing is said", () => {
    const text = bodyOf("https://c2.invalid/api/v1/x").toString();

    expect(JSON.parse(text)).toMatchObject([{ ok: true }]);
    expect(text).toContain(markOf(world));
  });

  test("answerRequest knows where the machine stands", () => {
    const moscow = createWorld("linux-moscow", 0);
    const answer = answerRequest(moscow, { url: "https://ipinfo.example/json", method: "GET" });

    expect(JSON.parse(bodyOf("http://ip-api.com/json").toString())).toMatchObject({ countryCode: "DE" });
    expect(answer.kind === "answer" && Buffer.from(answer.body).toString()).toContain('"RU"');
  });

  test("answerRequest refuses what is near, and is offline where nothing is to be found", () => {
    expect(answerRequest(world, { url: "http://127.0.0.1:8080/", method: "GET" })).toEqual({
      kind: "failure",
      code: "ECONNREFUSED",
    });
    expect(answerRequest(createWorld("linux-bare", 0), { url: "https://a.example/", method: "GET" })).toEqual(
      {
        kind: "failure",
        code: "ETIMEDOUT",
      },
    );
    expect(answerRequest(world, { url: "no address", method: "GET" }).kind).toBe("failure");
  });
});
