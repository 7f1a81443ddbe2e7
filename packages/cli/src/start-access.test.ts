import { startReplay } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal, waitUntil } from "../test/fake-environment.ts";
import { readAccessSettings } from "./start-access.ts";

const flags = {
  isTokenRequired: false,
  tlsCert: undefined,
  tlsKey: undefined,
  publicUrl: undefined,
  maxConnectionsPerAddress: undefined,
};

describe("readAccessSettings", () => {
  test("readAccessSettings takes files relative to where the command was typed", () => {
    const settings = readAccessSettings(
      { ...flags, tlsCert: "cert.pem", tlsKey: "/etc/key.pem" },
      { cwd: "/srv" },
    );

    expect(settings.tlsFiles).toEqual({ certFile: "/srv/cert.pem", keyFile: "/etc/key.pem" });
  });

  test.each([{ tlsCert: "cert.pem" }, { tlsKey: "key.pem" }])(
    "readAccessSettings refuses %j without the other file",
    (half) => {
      expect(() => readAccessSettings({ ...flags, ...half }, { cwd: "/srv" })).toThrow(
        expect.objectContaining({ code: "CLI_USAGE" }),
      );
    },
  );
});

describe("start", () => {
  test("start refuses to listen for other machines without TLS and tokens", async () => {
    const { run } = await createFakeTerminal();

    const { code, err } = await run("start", "--host", "0.0.0.0", "--upstream", "http://127.0.0.1:1/");

    expect(code).toBe(2);
    expect(err).toContain("error SERVER_OPEN_BIND: ");
    expect(err).toContain("--tls-cert with --tls-key and --require-token are missing");
  });

  test("start --require-token is followed by explain with LOCKKEEPER_TOKEN alone, from the moment of its creation", async () => {
    const replay = await startReplay({ campaign: "axios-2026" });
    onTestFinished(() => replay.close());
    const env: Record<string, string> = {};
    const { run, stdout, lifecycle, environment } = await createFakeTerminal({ env });
    const ended = run(
      "start",
      "--port",
      "0",
      "--upstream",
      replay.url,
      "--now",
      "upstream",
      "--require-token",
    );
    await waitUntil(() => stdout.text.endsWith("Ready\n"));

    const without = await run("explain", "axios@1.14.0");
    const created = await run("token", "create", "--person", "ada", "--json");
    Object.assign(environment.env, { LOCKKEEPER_TOKEN: String(created.lines[0]?.["secret"]) });
    await expect.poll(async () => (await run("explain", "axios@1.14.0")).code, { timeout: 2000 }).toBe(0);
    const listed = await run("token", "list", "--json");
    lifecycle.signal("SIGTERM");
    await ended;

    expect(stdout.text).toContain("Access        a token is required and there is none");
    expect(without).toMatchObject({ code: 3, out: expect.stringContaining("requires a token") });
    expect(listed.lines[0]?.["lastUsedAt"]).not.toBeNull();
  });
});
