import { startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { defaultRegistry, startFirewallUnderTest } from "../support/running-firewall.ts";

const origin = defaultRegistry.replace(/\/$/, "");
const oldTime = "2025-01-01T00:00:00Z";
const youngTime = "2026-05-31T12:00:00Z";

let registry: FakeRegistry;
let firewall: FirewallUnderTest;

beforeAll(async () => {
  registry = await startFakeRegistry();
  registry.publish({ name: "tool", version: "1.0.0" }, { at: oldTime });
  registry.publish({ name: "tool", version: "1.1.0" }, { at: youngTime });
  registry.publish({ name: "plain", version: "1.0.0" }, { at: oldTime });
  firewall = await startFirewallUnderTest({ upstream: registry.url });
});

afterAll(async () => {
  await firewall.close();
  await registry.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${firewall.url}${path}`, { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function announce(body: object = {}): Promise<string> {
  const answer = await ask("/-/lockkeeper/runs", { method: "POST", body: JSON.stringify(body) });
  const { id } = JSON.parse(answer.body) as { id: string }; // our own answer
  return id;
}

function fields(id: string, claimed: string = origin): Record<string, string> {
  return { "lockkeeper-run": id, "lockkeeper-origin": claimed };
}

async function end(id: string, packages: readonly (readonly string[])[] = []): Promise<unknown> {
  const answer = await ask(`/-/lockkeeper/runs/${id}/end`, {
    method: "POST",
    body: JSON.stringify({ packages }),
  });
  return JSON.parse(answer.body);
}

describe("a run at the firewall", () => {
  test("reads the addresses of tarballs under the name of the registry that it believes to talk to", async () => {
    const id = await announce();

    const run = await ask("/tool", { headers: fields(id) });
    const other = await ask("/tool");

    expect(run.body).toContain(`"${origin}/tool/-/tool-1.0.0.tgz"`);
    expect(run.body).not.toContain(firewall.url.concat("/tool/-/"));
    expect(other.body).toContain(`"${firewall.url}/tool/-/tool-1.0.0.tgz"`);
  });

  test("gets a registry below a path in its addresses too", async () => {
    const id = await announce();

    const { body } = await ask("/tool", { headers: fields(id, "https://forge.example/api/npm") });

    expect(body).toContain('"https://forge.example/api/npm/tool/-/tool-1.0.0.tgz"');
  });

  test("tells at its end what was hidden, refused and taken", async () => {
    const id = await announce();
    await ask("/tool", { headers: fields(id) });
    await ask("/tool/-/tool-1.0.0.tgz", { headers: fields(id) });
    await ask("/tool/-/tool-1.1.0.tgz", { headers: fields(id) });
    await ask("/plain", { headers: fields(id) });

    const report = await end(id);

    expect(report).toMatchObject({
      schema: 1,
      isCut: false,
      packages: [
        {
          name: "tool",
          taken: ["1.0.0"],
          refused: [{ version: "1.1.0", clause: "cooldown" }],
          hidden: [{ version: "1.1.0", clause: "cooldown" }],
          passedOver: [{ version: "1.1.0", instead: "1.0.0" }],
          latest: { upstream: "1.1.0", shown: "1.0.0" },
        },
      ],
    });
  });

  test("counts what is installed from the client's own store as taken", async () => {
    const id = await announce();
    await ask("/tool", { headers: fields(id) });

    const report = await end(id, [["tool", "1.0.0"]]);

    expect(report).toMatchObject({ packages: [{ taken: ["1.0.0"], passedOver: [{ version: "1.1.0" }] }] });
  });

  test("is over when it ended: its requests are refused from then on", async () => {
    const id = await announce();
    await end(id);

    expect(await ask("/tool", { headers: fields(id) })).toMatchObject({ status: 403 });
    expect(await ask(`/-/lockkeeper/runs/${id}`)).toMatchObject({ status: 404 });
  });

  test.each([
    ["a number that nobody announced", fields("0".repeat(32))],
    ["a malformed number", fields("../..")],
    ["no origin", { "lockkeeper-run": "0".repeat(32) }],
  ])("is not believed with %s", async (_what, headers) => {
    expect(await ask("/plain", { headers })).toMatchObject({ status: 403 });
  });

  test.each([
    "ftp://x.example",
    "https://user:pw@x.example",
    "https://x.example/?q",
    'https://x.example"',
    "x",
  ])("is not believed to come from %s", async (claimed) => {
    const id = await announce();
    const { status, body } = await ask("/plain", { headers: fields(id, claimed) });

    expect(status === 403 || !body.includes(`${claimed}/plain`)).toBe(true);
  });

  test("is decided under the policy of its folder, which may only tighten", async () => {
    const strict = await announce({
      repositoryPolicy: "version: 1\ndeny: [{ match: plain, reason: not here }]\n",
    });

    const run = await ask("/plain/-/plain-1.0.0.tgz", { headers: fields(strict) });
    const other = await ask("/plain/-/plain-1.0.0.tgz");

    expect(run.status, run.body).toBe(403);
    expect(other.status).toBe(200);
  });

  test("is not announced with a policy that cannot be read", async () => {
    const answer = await ask("/-/lockkeeper/runs", {
      method: "POST",
      body: JSON.stringify({ repositoryPolicy: "version: 1\nunheard: of\n" }),
    });

    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test("learns which versions of a lockfile are withheld before a client could take them from its store", async () => {
    const id = await announce();
    const packages = [
      ["tool", "1.0.0"],
      ["tool", "1.1.0"],
      ["plain", "1.0.0"],
      ["no such name", "1.0.0"],
    ];

    const { body } = await ask(`/-/lockkeeper/runs/${id}/decide`, {
      method: "POST",
      body: JSON.stringify({ packages }),
    });

    expect(JSON.parse(body)).toMatchObject({
      withheld: [{ name: "tool", version: "1.1.0", clause: "cooldown", newestAcceptable: "1.0.0" }],
      undecided: { count: 0 },
    });
  });

  test.each(["", "{}", "[]", '{"packages":{}}', '{"packages":[["a"]]}', '{"packages":[[1,2]]}'])(
    "answers 400 to the malformed question %j",
    async (body) => {
      const id = await announce();

      expect(await ask(`/-/lockkeeper/runs/${id}/decide`, { method: "POST", body })).toMatchObject({
        status: 400,
      });
    },
  );
});
