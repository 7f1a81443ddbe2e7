import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { manifestConfusion } from "./index.ts";

function stated(archive: object, registry: object): Sample {
  const base = { name: "sample", version: "1.0.1" };
  return {
    "package.json": JSON.stringify({ ...base, ...archive }),
    "registry/manifest.json": JSON.stringify({ ...base, ...registry }),
  };
}

testDetector(manifestConfusion, {
  fires: {
    "a hook that the registry does not know": [
      "decisive",
      stated({ scripts: { preinstall: "node a.js" } }, {}),
    ],
    "another hook": [
      "decisive",
      stated({ scripts: { postinstall: "node a.js" } }, { scripts: { postinstall: "node b.js" } }),
    ],
    "a dependency that the registry does not know": [
      "strong",
      stated({ dependencies: { other: "^1.0.0" } }, { dependencies: {} }),
    ],
    "another name": ["strong", stated({ name: "other" }, {})],
    "another version": ["strong", stated({ version: "9.9.9" }, {})],
    "another range": [
      "supporting",
      stated({ dependencies: { other: "^2.0.0" } }, { dependencies: { other: "^1.0.0" } }),
    ],
  },
  silent: {
    "what npm adds": stated(
      {},
      { _id: "sample@1.0.1", gypfile: true, scripts: { install: "node-gyp rebuild" }, dist: {} },
    ),
    "a workspace range that was replaced": stated(
      { dependencies: { other: "workspace:^" } },
      { dependencies: { other: "^1.0.0" } },
    ),
    "a version with a letter in front": stated({ version: "v1.0.1" }, {}),
    "optional dependencies that npm lists twice": stated(
      { optionalDependencies: { other: "^1.0.0" } },
      { dependencies: { other: "^1.0.0" }, optionalDependencies: { other: "^1.0.0" } },
    ),
  },
});
