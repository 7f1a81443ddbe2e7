import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import { openPublishedSource } from "./published-source.ts";
import type { PublishedSource } from "./published-source.ts";

async function open(statuses: Readonly<Record<string, number>>): Promise<PublishedSource> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    response.writeHead(statuses[name] ?? 200, { "content-type": "application/json" });
    response.end(name === "damaged" ? "{" : JSON.stringify({ name, versions: {}, time: {} }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  const { environment } = await createFakeTerminal();
  const upstream = `http://127.0.0.1:${String(port)}/`;
  return await openPublishedSource({ data: undefined, upstream, isOffline: false }, environment);
}

describe("openPublishedSource", () => {
  test.each([401, 403])(
    "goes on when the registry answers %d for one package, and says so",
    async (status) => {
      const source = await open({ poisoned: status });

      const [withheld, other] = [await source.read("poisoned"), await source.read("fine")];

      expect(withheld).toBeUndefined();
      expect(source.whyNot?.("poisoned")).toBe("the registry withholds it from us");
      expect(other?.history.name).toBe("fine");
      expect(source.whyNot?.("fine")).toBeUndefined();
      await source.close();
    },
  );

  test("goes on when one document cannot be read", async () => {
    const source = await open({});

    expect(await source.read("damaged")).toBeUndefined();
    expect(source.whyNot?.("damaged")).toContain("cannot be read");
    await source.close();
  });

  test("has nothing to say of what the registry does not have", async () => {
    const source = await open({ unknown: 404 });

    expect(await source.read("unknown")).toBeUndefined();
    expect(source.whyNot?.("unknown")).toBeUndefined();
    await source.close();
  });
});
