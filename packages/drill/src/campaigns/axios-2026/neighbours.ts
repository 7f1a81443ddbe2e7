import type { Release } from "../../campaign.ts";
import { renderHonestNotice } from "./payload.ts";
import { standInReleases } from "./stand-in.ts";
import type { StandIn } from "./stand-in.ts";

/** What axios needs, down to the last package: an install inside the replay must never look elsewhere. */
const dependencies: readonly StandIn[] = [
  {
    name: "follow-redirects",
    versions: [
      ["1.14.9", "2022-02-09T12:20:00Z"],
      ["1.15.0", "2022-05-08T20:00:00Z"],
      ["1.15.6", "2024-03-14T18:00:00Z"],
      ["1.15.9", "2024-09-17T17:10:00Z"],
      ["1.15.11", "2025-08-28T09:40:00Z"],
    ],
    code: "exports.maxRedirects = 21;",
  },
  {
    name: "form-data",
    versions: [
      ["4.0.0", "2021-02-15T23:20:00Z", formDataDependencies({})],
      ["4.0.1", "2024-10-10T14:00:00Z", formDataDependencies({})],
      ["4.0.4", "2025-07-16T19:30:00Z", formDataDependencies({ hasown: "^2.0.2" })],
      ["4.0.5", "2025-11-17T20:30:00Z", formDataDependencies({ hasown: "^2.0.2" })],
    ],
    code: 'const CombinedStream = require("combined-stream");\n\nmodule.exports = class FormData extends CombinedStream {};',
  },
  {
    name: "proxy-from-env",
    versions: [
      ["1.0.0", "2017-03-31T10:00:00Z"],
      ["1.1.0", "2020-03-04T23:50:00Z"],
    ],
    code: "exports.name = undefined;",
  },
  {
    name: "asynckit",
    versions: [["0.4.0", "2016-06-14T20:30:00Z"]],
    code: "exports.parallel = (jobs) => jobs.map((job) => job());",
  },
  {
    name: "combined-stream",
    versions: [["1.0.8", "2019-05-12T18:20:00Z"]],
    dependencies: { "delayed-stream": "~1.0.0" },
    code: 'module.exports = class CombinedStream extends require("delayed-stream") {};',
  },
  {
    name: "delayed-stream",
    versions: [["1.0.0", "2015-04-30T22:00:00Z"]],
    code: "module.exports = class DelayedStream {};",
  },
  {
    name: "es-set-tostringtag",
    versions: [["2.1.0", "2025-01-02T05:00:00Z"]],
    dependencies: { "es-errors": "^1.3.0", hasown: "^2.0.2" },
    code: "module.exports = (target, tag) => Object.defineProperty(target, Symbol.toStringTag, { value: tag });",
  },
  { name: "es-errors", versions: [["1.3.0", "2024-02-05T23:10:00Z"]], code: "module.exports = Error;" },
  {
    name: "hasown",
    versions: [["2.0.2", "2024-03-10T22:50:00Z"]],
    dependencies: { "function-bind": "^1.1.2" },
    code: "module.exports = Object.hasOwn;",
  },
  {
    name: "function-bind",
    versions: [["1.1.2", "2023-10-12T21:10:00Z"]],
    code: "module.exports = Function.prototype.bind;",
  },
  {
    name: "mime-types",
    versions: [["2.1.35", "2022-03-12T23:50:00Z"]],
    dependencies: { "mime-db": "1.52.0" },
    code: 'exports.lookup = (extension) => require("mime-db")[extension] ?? false;',
  },
  {
    name: "mime-db",
    versions: [["1.52.0", "2022-02-21T22:00:00Z"]],
    code: 'module.exports = { json: "application/json" };',
  },
];

/** Bystanders that install as ever, some of which lean on axios. */
const bystanders: readonly StandIn[] = [
  {
    name: "ms",
    versions: [
      ["2.1.2", "2019-06-06T17:30:00Z"],
      ["2.1.3", "2020-12-08T13:50:00Z"],
    ],
    code: "module.exports = Number;",
  },
  {
    name: "debug",
    versions: [
      ["4.3.4", "2022-03-17T13:10:00Z", { ms: "2.1.2" }],
      ["4.4.1", "2025-05-13T21:00:00Z"],
      ["4.4.3", "2025-09-13T17:20:00Z"],
    ],
    dependencies: { ms: "^2.1.3" },
    code: "module.exports = () => () => undefined;",
  },
  {
    name: "fetch-quote",
    versions: [
      ["2.0.0", "2025-11-20T10:00:00Z"],
      ["2.0.1", "2026-02-10T10:00:00Z"],
    ],
    dependencies: { axios: "^1.13.0", debug: "^4.4.1" },
    code: 'module.exports = require("axios").VERSION;',
    manifest: { bin: { "fetch-quote": "cli.js" } },
    files: [
      {
        path: "cli.js",
        content: '#!/usr/bin/env node\nprocess.stdout.write("axios " + require("./index.js") + "\\n");\n',
        mode: 0o755,
      },
    ],
  },
  {
    name: "legacy-feed",
    versions: [["1.3.0", "2025-10-02T10:00:00Z"]],
    dependencies: { axios: "^0.30.0" },
    code: 'module.exports = require("axios").VERSION;',
  },
  {
    name: "@replay/notes",
    versions: [
      ["1.0.0", "2025-06-01T10:00:00Z"],
      ["1.1.0", "2026-01-15T10:00:00Z"],
    ],
    dependencies: { debug: "^4.4.1" },
    code: 'require("debug")("notes");\n\nmodule.exports = [];',
  },
  {
    name: "banner-notice",
    versions: [
      ["1.0.0", "2024-04-11T10:00:00Z"],
      ["1.0.1", "2025-05-05T10:00:00Z"],
    ],
    code: 'exports.banner = (text) => "* " + text + " *";',
    manifest: { scripts: { postinstall: "node notice.js" } },
    files: [{ path: "notice.js", content: renderHonestNotice() }],
  },
];

/** The releases of every honest package beside axios and the copied library. */
export function neighbourReleases(): readonly Release[] {
  return [...dependencies, ...bystanders].flatMap(standInReleases);
}

function formDataDependencies(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const always = { asynckit: "^0.4.0", "combined-stream": "^1.0.8", "mime-types": "^2.1.12" };
  return Object.keys(more).length === 0 ? always : { ...always, "es-set-tostringtag": "^2.1.0", ...more };
}
