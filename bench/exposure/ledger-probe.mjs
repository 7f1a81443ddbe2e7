// Asks one question of a ledger, as the command does, and prints how long that took; its words come from standard input.
import { text } from "node:stream/consumers";

import {
  answerExposure,
  collectLedger,
  ledgerStatement,
  targetsOfSpecs,
} from "../../packages/exposure/dist/index.js";
import { openDataFolder, openLedgerReader } from "../../packages/store/dist/index.js";

const [data, at] = process.argv.slice(2);
const words = JSON.parse(await text(process.stdin));
const now = Number(at);
const day = 86_400_000;
const question = {
  targets: targetsOfSpecs(words).map((target) => ({
    ...target,
    window: { since: now - 30 * day, until: now - 29 * day },
  })),
  window: { since: undefined, until: undefined },
  now,
};

const startedAt = performance.now();
const reader = await openLedgerReader(await openDataFolder(data));
const channel = {
  statement: ledgerStatement,
  place: { kind: "host", id: "ledger" },
  collect: (asked) => collectLedger(asked, reader),
};
const answer = await answerExposure(question, [channel]);
const ms = performance.now() - startedAt;
await reader.close();
process.stdout.write(
  JSON.stringify({ ms, places: answer.places.length, megabytes: process.memoryUsage().rss / 1e6 }),
);
