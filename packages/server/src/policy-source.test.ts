import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "@lockkeeper/core";
import type { ExceptionStore } from "@lockkeeper/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PolicySource } from "./policy-source.ts";
import { createPolicySource } from "./policy-source.ts";

const silent: Logger = { log: () => undefined };
const noExceptions: ExceptionStore = {
  add: () => {
    throw new TypeError("not needed");
  },
  list: () => [],
  remove: () => false,
  revision: () => 0,
};

let folder: string;
let path: string;
let now: number;
let source: PolicySource;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-policy-"));
  path = join(folder, "policy.yaml");
  now = 0;
  await writeFile(path, "version: 1\npreset: strict\n");
  source = createPolicySource({
    file: { path, isOptional: true },
    exceptions: noExceptions,
    clock: { now: () => now },
    logger: silent,
  });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function presetLater(): string | undefined {
  now += 1500;
  return source.current().policy.preset;
}

test("createPolicySource keeps the policy while a program saves it by removing it first", async () => {
  await rm(path);
  const meanwhile = presetLater();
  await writeFile(path, "version: 1\npreset: relaxed\n");

  const afterwards = presetLater();

  expect(meanwhile).toBe("strict");
  expect(afterwards).toBe("relaxed");
});

test("createPolicySource falls back to the built-in preset when the file stays away", async () => {
  await rm(path);
  const first = presetLater();

  const second = presetLater();

  expect(first).toBe("strict");
  expect(second).toBe("balanced");
});

test("createPolicySource keeps the last good policy when the file becomes unreadable", async () => {
  await writeFile(path, "version: 1\npreset: [");

  expect(presetLater()).toBe("strict");
});

test("createPolicySource tightens by an incident within seconds, and loosens when it is lifted", async () => {
  const incidents = join(folder, "incident-policies");
  const watched = createPolicySource({
    file: { path, isOptional: true },
    incidents,
    exceptions: noExceptions,
    clock: { now: () => now },
    logger: silent,
  });
  const denied = (): readonly string[] => {
    now += 1500;
    return watched.current().policy.deny.map(({ match }) => match);
  };

  const before = denied();
  await mkdir(incidents);
  await writeFile(
    join(incidents, "axios.yaml"),
    'version: 1\ndeny: [{ match: "axios@1.14.1", reason: x }]\n',
  );
  const during = denied();
  await writeFile(join(incidents, "axios.yaml"), "no policy\n");
  const damaged = denied();
  await rm(join(incidents, "axios.yaml"));
  const lifted = denied();

  expect([before, during, damaged, lifted]).toEqual([[], ["axios@1.14.1"], ["axios@1.14.1"], []]);
});
