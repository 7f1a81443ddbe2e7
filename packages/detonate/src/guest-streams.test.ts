import { expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";
import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9));

test.each([
  [
    "streams that pack and unpack",
    `(async () => {
       const packed = new Blob(["hello"]).stream().pipeThrough(new CompressionStream("gzip"));
       console.log(await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text());
     })();`,
    "hello",
  ],
  [
    "a transformer with an end of its own",
    `(async () => {
       const upper = new TransformStream({ transform: (part, to) => to.enqueue(part.toUpperCase()), flush: (to) => to.enqueue("!") });
       const writer = upper.writable.getWriter();
       writer.write("ab").then(() => writer.close());
       let text = ""; for await (const part of upper.readable) text += part;
       console.log(text);
     })();`,
    "AB!",
  ],
  [
    "a worker of an address that holds its text",
    `const { Worker } = require("worker_threads");
     new Worker(new URL("data:text/javascript," + encodeURIComponent("import os from 'node:os'; console.log(os.platform());")));`,
    "linux",
  ],
  [
    "a text as a module, which imports beside the working folder",
    `console.log(require("child_process").execFileSync("node", ["--input-type=module", "-e", "import('./beside.mjs')"]).toString().trim());`,
    "beside",
  ],
  [
    "a server to which somebody comes",
    `require("net").createServer((socket) => socket.on("data", (text) => console.log(String(text).slice(0, 2)))).listen(4000);`,
    "id",
  ],
])("there is %s", async (_, text, expected) => {
  const { printed, problem } = await runGuest(text, {
    world,
    files: { "beside.mjs": "console.log('beside');" },
  });

  expect([printed.join("\n").trim(), problem]).toEqual([expected, undefined]);
});

test("what a request sends as a stream is told", async () => {
  const { observations } = await runGuest(
    `fetch("https://box.invalid/", { method: "POST", duplex: "half", body: require("fs").createReadStream("beside.mjs") });`,
    { world, files: { "beside.mjs": "console.log('beside');" } },
  );

  const sent = observations.find(({ kind }) => kind === "network");
  expect(sent?.data["body"]).toBe("console.log('beside');");
});

test("a server of mail answers to each line", async () => {
  const { observations } = await runGuest(
    `const lines = ["HELO a", "MAIL FROM:<a@box.invalid>", "RCPT TO:<b@box.invalid>", "QUIT"];
     const socket = require("net").connect(25, "mx.box.invalid");
     socket.on("data", () => { const line = lines.shift(); if (line) socket.write(line); else socket.end(); });`,
    { world },
  );

  const written = observations
    .filter(({ api }) => api === "net.write")
    .map(({ data }) => String(data["body"]));
  expect(written).toEqual(["HELO a", "MAIL FROM:<a@box.invalid>", "RCPT TO:<b@box.invalid>", "QUIT"]);
});
