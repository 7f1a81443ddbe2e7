import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Engine } from "../src/engine.ts";

const name = "Lockkeeper-Canary-test";
const versions = {
  allowed: versionOf("1.0.101", "sha512-allowed"),
  refused: versionOf("1.0.403", "sha512-refused"),
};

function versionOf(version: string, integrity: string): object {
  return {
    version,
    integrity,
    shasum: integrity.slice(7),
    files: { "package.json": JSON.stringify({ version }) },
  };
}

/** The file in which a fake client notes what it asks of the firewall, a JSON object a line. */
const asksFile = "asks.jsonl";

/** A firewall that knows of a canary what fake clients have noted. */
export function createCanaryEngine(
  folder: string,
  { isObserving = false, status = 200 }: { readonly isObserving?: boolean; readonly status?: number } = {},
): Partial<Engine> {
  return {
    runningServer: async () => ({ pid: 1, url: "http://127.0.0.1:4880" }),
    askServer: async () => ({ status, body: JSON.stringify(report(folder, isObserving)) }),
  };
}

function report(folder: string, isObserving: boolean): object {
  const path = join(folder, asksFile);
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const asks: unknown[] = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown); // noted by a fake client
  return { name, ...versions, variable: "CANARY", marker: "canary-ran", observing: isObserving, asks };
}

/** The beginnings of a fake client's script: what it may do. */
const kit = `
const fs = require("node:fs");
const { join } = require("node:path");
const args = process.argv.slice(2);
const note = (ask) => fs.appendFileSync(process.env.ASKS, JSON.stringify({ kind: "packument", outcome: "served", ...ask }) + "\\n");
const isSafe = args.includes("--ignore-scripts");
const wanted = () => Object.entries(JSON.parse(fs.readFileSync("package.json", "utf8")).dependencies)[0];
const install = (version) => {
  const folder = join("node_modules", wanted()[0]);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
  return folder;
};
const lock = (version, integrity) => {
  const packages = { "": {}, ["node_modules/" + wanted()[0]]: { version, integrity } };
  fs.writeFileSync("package-lock.json", JSON.stringify({ lockfileVersion: 3, packages }));
};
if (args[0] !== "--version" && !isSafe) note({ kind: "run" });
`;

/** Puts a client's program on the fake terminal's search path; its script is JavaScript. */
export async function installFakeClient(
  folder: string,
  {
    command,
    version,
    script,
  }: { readonly command: string; readonly version: string; readonly script: string },
): Promise<Readonly<Record<string, string>>> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const file = join(bin, command);
  const answer = `if (args[0] === "--version") { console.log(${JSON.stringify(version)}); process.exit(0); }`;
  await writeFile(file, `#!${process.execPath}\n${kit}${answer}\n${script}\n`);
  await chmod(file, 0o755);
  return { PATH: bin, ASKS: join(folder, asksFile) };
}
