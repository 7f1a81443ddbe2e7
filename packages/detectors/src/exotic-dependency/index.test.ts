import { testDetector } from "../../test/test-detector.ts";
import type { Sample } from "../../test/sample.ts";
import { exoticDependency } from "./index.ts";

function depending(spec: string, kind = "dependencies"): Sample {
  return { "package.json": JSON.stringify({ name: "sample", version: "1.0.1", [kind]: { other: spec } }) };
}

testDetector(exoticDependency, {
  fires: {
    "plain HTTP": ["decisive", depending("http://packages.invalid/other.tgz")],
    "a bare address": ["decisive", depending("https://203.0.113.9/other.tgz")],
    "somebody's host": ["strong", depending("https://packages.invalid/other.tgz")],
    "a commit as an optional dependency": [
      "strong",
      depending("github:acme/other#79ac49eedf774dd4b0cfa308722bc463cfe5885c", "optionalDependencies"),
    ],
    "a repository with the token that opens it": [
      "strong",
      depending("git+https://token1234567890abcdef:x-oauth-basic@code.invalid/acme/other.git"),
    ],
    "an archive in the archive": [
      "strong",
      { ...depending("file:./inner.tgz"), "inner.tgz": "base64:H4sIAAAAAAAAAwMAAAAAAAAAAAA=" },
    ],
    "a repository": ["supporting", depending("git+https://github.com/acme/other.git")],
    "an archive of a code host": [
      "supporting",
      depending("https://codeload.github.com/acme/other/tar.gz/main"),
    ],
  },
  silent: {
    "a range": depending("^1.2.3 || >=2"),
    "an alias": depending("npm:@acme/other@^1.0.0"),
    "a tag": depending("latest"),
    "a workspace": depending("workspace:*"),
    "a development dependency": depending("github:acme/other", "devDependencies"),
  },
});
