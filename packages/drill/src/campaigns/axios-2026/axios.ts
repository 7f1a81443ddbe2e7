import type { Release } from "../../campaign.ts";
import type { Maintainer, Publisher } from "../../registry-model.ts";
import type { TarballFile } from "../../tarball.ts";
import { commitOf, standInManifest } from "./stand-in.ts";

type Dependencies = Readonly<Record<string, string>>;

/** How a version reached the registry: by hand, from a workflow that holds a token, or as a trusted publisher. */
type Way = "hand" | "workflow-token" | "trusted-publisher";

const maintainer: Publisher = { name: "jasonsaayman", email: "jasonsaayman@gmail.example" };
const maintainers: readonly Maintainer[] = [maintainer];
/** The same login with the address that the attacker had put in its place. */
const hijacked: Publisher = { name: "jasonsaayman", email: "ifstap@proton.invalid" };
const workflow: Publisher = {
  name: "GitHub Actions",
  email: "npm-oidc-no-reply@github.com",
  trustedPublisher: { id: "github", oidcConfigId: "oidc:9061ef30-0000-4000-8000-000000000000" },
};

const firstDependencies: Dependencies = { "follow-redirects": "^1.14.8" };
const formDependencies: Dependencies = { "follow-redirects": "^1.14.9", "form-data": "^4.0.0" };
const proxyDependencies: Dependencies = {
  "follow-redirects": "^1.15.0",
  "form-data": "^4.0.0",
  "proxy-from-env": "^1.1.0",
};
const latestDependencies: Dependencies = {
  "follow-redirects": "^1.15.6",
  "form-data": "^4.0.4",
  "proxy-from-env": "^1.1.0",
};
/** When the main line took up `latestDependencies`. */
const renewedDependenciesAt = "2025-08-01";

const oldLine: readonly (readonly [version: string, at: string, tag: string, dependencies: Dependencies])[] =
  [
    ["0.1.0", "2014-08-29T23:08:36Z", "latest", {}],
    ["0.26.1", "2022-03-09T17:10:00Z", "latest", firstDependencies],
    ["0.27.2", "2022-04-27T09:58:00Z", "latest", formDependencies],
    ["0.28.0", "2024-02-12T17:40:00Z", "legacy", proxyDependencies],
    ["0.28.1", "2024-03-28T18:30:00Z", "legacy", proxyDependencies],
    ["0.29.0", "2024-11-21T15:20:00Z", "legacy", proxyDependencies],
    ["0.30.0", "2025-03-27T08:10:00Z", "legacy", proxyDependencies],
    ["0.30.1", "2025-08-12T11:45:00Z", "legacy", latestDependencies],
    ["0.30.2", "2025-09-28T10:05:00Z", "legacy", latestDependencies],
    ["0.30.3", "2026-02-18T16:25:00Z", "legacy", latestDependencies],
  ];

const mainLine: readonly (readonly [version: string, at: string, way: Way])[] = [
  ["1.0.0", "2022-10-04T19:20:00Z", "hand"],
  ["1.6.8", "2024-03-15T16:30:00Z", "workflow-token"],
  ["1.7.0-beta.2", "2024-05-19T16:50:00Z", "workflow-token"],
  ["1.7.0", "2024-05-19T19:25:00Z", "workflow-token"],
  ["1.7.7", "2024-08-31T22:00:00Z", "workflow-token"],
  ["1.7.9", "2024-12-04T07:38:00Z", "workflow-token"],
  ["1.8.0", "2025-02-25T18:20:00Z", "workflow-token"],
  ["1.8.4", "2025-03-19T13:30:00Z", "workflow-token"],
  ["1.9.0", "2025-04-24T20:20:00Z", "workflow-token"],
  ["1.10.0", "2025-06-14T12:15:00Z", "workflow-token"],
  ["1.11.0", "2025-07-23T06:30:00Z", "workflow-token"],
  ["1.12.0", "2025-09-11T19:45:00Z", "workflow-token"],
  ["1.12.2", "2025-09-14T12:45:00Z", "workflow-token"],
  ["1.13.0", "2025-10-27T17:55:00Z", "workflow-token"],
  ["1.13.1", "2025-10-28T19:10:00Z", "workflow-token"],
  ["1.13.2", "2025-11-04T20:00:00Z", "workflow-token"],
  // The workflow's token failed and the maintainer published by hand: no attestation, and no malice.
  ["1.13.3", "2026-01-22T18:50:00Z", "hand"],
  ["1.13.4", "2026-01-27T23:45:00Z", "trusted-publisher"],
  ["1.13.5", "2026-02-08T18:10:00Z", "trusted-publisher"],
  ["1.13.6", "2026-02-27T12:35:00Z", "trusted-publisher"],
  ["1.14.0", "2026-03-27T21:40:00Z", "trusted-publisher"],
];

/** Every honest release of axios that the replay knows. */
export function honestAxiosReleases(): readonly Release[] {
  return [
    ...oldLine.map(([version, at, tag, dependencies]) => oldRelease(version, { at, tag, dependencies })),
    ...mainLine.map(([version, at, way]) => mainRelease(version, at, way)),
  ];
}

/**
 * The two poisoned releases. Only `package.json` differs from the release before: a dependency that no code imports,
 * and in the main line the script `prepare` is gone.
 */
export function poisonedAxiosReleases(): readonly Release[] {
  const phantom = { ...latestDependencies, "plain-crypto-js": "^4.2.1" };
  return [
    {
      manifest: mainManifest("1.14.1", { scripts: { test: "vitest run" }, dependencies: phantom }),
      at: "2026-03-31T00:21:00Z",
      tag: "latest",
      files: mainFiles("1.14.0"),
      publisher: hijacked,
    },
    {
      manifest: oldManifest("0.30.4", phantom),
      at: "2026-03-31T01:00:00Z",
      tag: "legacy",
      files: oldFiles("0.30.3"),
      publisher: hijacked,
    },
  ];
}

function oldRelease(
  version: string,
  { at, tag, dependencies }: { at: string; tag: string; dependencies: Dependencies },
): Release {
  return {
    manifest: oldManifest(version, dependencies),
    at,
    tag,
    files: oldFiles(version),
    publisher: maintainer,
    gitHead: commitOf("axios", version),
  };
}

function mainRelease(version: string, at: string, way: Way): Release {
  const dependencies = at < renewedDependenciesAt ? proxyDependencies : latestDependencies;
  return {
    manifest: mainManifest(version, { scripts: { test: "vitest run", prepare: "husky" }, dependencies }),
    at,
    tag: version.includes("-") ? "next" : "latest",
    files: mainFiles(version),
    publisher: way === "trusted-publisher" ? workflow : maintainer,
    maintainers,
    attested: way !== "hand",
    gitHead: commitOf("axios", version),
  };
}

function mainManifest(version: string, rest: Readonly<Record<string, unknown>>): Release["manifest"] {
  return standInManifest("axios", version, { ...about, ...rest });
}

function oldManifest(version: string, dependencies: Dependencies): Release["manifest"] {
  return standInManifest("axios", version, { ...about, scripts: { test: "grunt test" }, dependencies });
}

const about = {
  repository: { type: "git", url: "git+https://github.com/axios/axios.git" },
  keywords: ["http", "ajax", "promise"],
};

function mainFiles(version: string): readonly TarballFile[] {
  return [
    { path: "index.js", content: clientCode },
    { path: "lib/env/data.js", content: `"use strict";\n\nexports.VERSION = "${version}";\n` },
    { path: "lib/merge.js", content: mergeCode },
    { path: "README.md", content: "# axios\n\nA stand-in for a replay: it makes no requests.\n" },
  ];
}

function oldFiles(version: string): readonly TarballFile[] {
  const hasDependencies = version !== "0.1.0" && !version.startsWith("0.26");
  return [
    {
      path: "index.js",
      content: hasDependencies ? oldClientCode : '"use strict";\n\nmodule.exports = {};\n',
    },
    { path: "lib/env/data.js", content: `"use strict";\n\nmodule.exports = { version: "${version}" };\n` },
    { path: "README.md", content: "# axios\n\nA stand-in for a replay: it makes no requests.\n" },
  ];
}

const clientCode = `"use strict";

const followRedirects = require("follow-redirects");
const FormData = require("form-data");
const proxyFromEnv = require("proxy-from-env");
const { VERSION } = require("./lib/env/data.js");
const merge = require("./lib/merge.js");

function create(defaults) {
  const client = (config) => Promise.reject(new Error("a stand-in makes no requests: " + JSON.stringify(config)));
  client.defaults = merge({ maxRedirects: followRedirects.maxRedirects, proxy: proxyFromEnv.name }, defaults);
  return client;
}

module.exports = create({});
module.exports.create = create;
module.exports.VERSION = VERSION;
module.exports.FormData = FormData;
`;

const mergeCode = `"use strict";

module.exports = function merge(base, extra) {
  return Object.assign({}, base, extra);
};
`;

const oldClientCode = `"use strict";

const followRedirects = require("follow-redirects");
const FormData = require("form-data");
const { version } = require("./lib/env/data.js");

module.exports = { VERSION: version, FormData, maxRedirects: followRedirects.maxRedirects };
`;
