import { expect, test } from "vitest";

import { SourceRewriter } from "./source-rewriter.ts";

test.each<[string, boolean]>([
  ["/home/ada/app/node_modules/lib/index.js", true],
  ["/home/ada/app/node_modules/lib/node_modules/dep/index.js", true],
  ["/tmp/stage.js", true],
  ["/home/ada/app/node_modules/dep/index.js", false],
  ["/home/ada/app/node_modules/@a/dep/lib/b.js", false],
  ["/home/ada/app/node_modules/dep/node_modules/lib/index.js", false],
  ["C:\\Users\\ada\\app\\node_modules\\@a\\dep\\b.js", false],
])(
  "SourceRewriter counts the files of a package and not those of its dependencies: %s",
  (path, isCounted) => {
    const rewriter = new SourceRewriter(true, new Set(["dep", "@a/dep"]));

    rewriter.rewriteFile(path, "a(); b();", "script");

    expect(rewriter.files).toHaveLength(isCounted ? 1 : 0);
  },
);
