import { expect, test } from "vitest";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { record } from "./exchange.ts";
import { Traffic } from "./traffic.ts";

const agent = {
  client: "npm",
  version: "11.19.1",
  ci: undefined,
  command: "ci",
  expectedIntegrity: undefined,
};
// The parts that a record reads; the rest of an exchange is about the answer.
const exchange = { agent, identity: "user:alice", remote: "127.0.0.1" } as Exchange;
const row = { kind: "packument", package: "lib", outcome: "served", status: 200 } as const;

test("record() notes since when the ledger fails, lets the request fail, and forgets it when it works again", () => {
  let isFull = true;
  let now = 1000;
  const services = {
    ledger: {
      append: () => {
        if (isFull) throw new Error("disk full");
      },
    },
    policy: () => ({ revision: "r" }),
    clock: { now: () => now },
    condition: { ledgerFailingSince: undefined },
    traffic: new Traffic(),
  } as unknown as FirewallServices; // the parts that a record uses

  expect(() => record(exchange, services, row)).toThrow("disk full");
  now = 2000;
  expect(() => record(exchange, services, row)).toThrow("disk full");
  const during = services.condition.ledgerFailingSince;
  isFull = false;
  record(exchange, services, row);

  expect(during).toBe(1000);
  expect(services.condition.ledgerFailingSince).toBeUndefined();
});
