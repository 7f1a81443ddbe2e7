// Every check that is not a test: format, lint, types of the tests, dead code, registry hosts in the tree.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);
const checks = [
  ["format", bin("oxfmt"), "--check", "."],
  ["lint", bin("oxlint"), "--type-aware", "--deny-warnings"],
  ["types", bin("tsc"), "-b"],
  ["types of tests", bin("tsc"), "-p", "tsconfig.test.json"],
  ["dead code", bin("knip"), "--no-progress"],
];

let failed = 0;
for (const [name, command, ...args] of checks) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name}`);
  if (status === 0) continue;
  failed += 1;
  console.log(`${stdout}${stderr}`);
}
process.exitCode = failed === 0 ? 0 : 1;
