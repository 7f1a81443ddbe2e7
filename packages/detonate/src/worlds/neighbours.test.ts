import { readManifest } from "@lockkeeper/facts/manifest";
import { expect, test } from "vitest";

import { neighbourFiles } from "./neighbours.ts";
import { createWorld } from "./worlds.ts";

test("neighbourFiles lays out the optional dependency of the machine, and no other", () => {
  const manifest = readManifest([
    {
      path: "package.json",
      mode: 0o644,
      bytes: Buffer.from(
        JSON.stringify({
          name: "packer",
          version: "2.1.0",
          optionalDependencies: {
            "@packer/linux-x64": "2.1.0",
            "@packer/linux-x64-musl": "2.1.0",
            "@packer/linux-arm64": "2.1.0",
            "@packer/win32-x64": "2.1.0",
            fsevents: "^2.3.3",
          },
        }),
      ),
    },
  ]);

  const files = neighbourFiles(manifest, createWorld("linux-laptop", 0)).map(([place]) => place);

  expect(files.every((place) => place.includes("/node_modules/@packer/linux-x64/"))).toBe(true);
  expect(files).toContain("/home/lena/code/ledger-web/node_modules/@packer/linux-x64/bin/packer");
});
