import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runningServer, writeRunFile } from "./run-file.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-run-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A port that was free a moment ago, and what ends its listener. */
async function listen(): Promise<{ readonly port: number; end(): Promise<void> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    end: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

test("runningServer is a live process whose port is taken", async () => {
  const { port, end } = await listen();
  await writeRunFile(folder, { pid: process.pid, url: `http://127.0.0.1:${port}` });

  const found = await runningServer(folder);
  await end();

  expect(found).toEqual({ pid: process.pid, url: `http://127.0.0.1:${port}` });
});

test("runningServer is none when a killed server's process id went to another process", async () => {
  const { port, end } = await listen();
  await end();
  await writeRunFile(folder, { pid: process.pid, url: `http://127.0.0.1:${port}` });

  expect(await runningServer(folder)).toBeUndefined();
});

test("runningServer finds a server that listens on every address", async () => {
  const { port, end } = await listen();
  await writeRunFile(folder, { pid: process.pid, url: `http://0.0.0.0:${port}` });

  const found = await runningServer(folder);
  await end();

  expect(found).toBeDefined();
});

test.each(["", "{", "[]", '{"pid":-1,"url":"x"}', `{"pid":${process.pid},"url":"no url"}`])(
  "runningServer is none when the note is damaged: %s",
  async (text) => {
    await writeFile(join(folder, "server.json"), text);

    expect(await runningServer(folder)).toBeUndefined();
  },
);
