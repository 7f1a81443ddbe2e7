#!/usr/bin/env node
// The version is answered before anything else is loaded: scripts ask for it often.
import { existsSync, readFileSync } from "node:fs";

const compiled = new URL("../dist/main.js", import.meta.url);
const [first] = process.argv.slice(2);
if (first === "--version" || first === "-v") {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(`${version}\n`);
} else if (existsSync(compiled)) {
  const { main } = await import(compiled.href);
  await main(process.argv.slice(2));
} else {
  process.stderr.write(
    "lockkeeper: not built yet: run `npm start` (or `node scripts/setup.mjs`) in the clone once\n",
  );
  process.exitCode = 2;
}
