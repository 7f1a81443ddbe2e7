import { placeOf } from "./machine-kind.ts";
import type { MachineKind } from "./machine-kind.ts";

type Files = readonly (readonly [place: string, text: string])[];

/** The project into which a package is installed. */
export function projectFiles({ platform, project, honey, hasTargets, registry }: MachineKind): Files {
  const manifest = {
    name: "@harbourline/ledger-web",
    version: "2.14.3",
    private: true,
    type: "commonjs",
    main: "src/index.js",
    scripts: { build: "webpack --mode production", test: "node --test", start: "node src/index.js" },
    repository: { type: "git", url: "https://github.com/harbourline/ledger-web.git" },
    dependencies: { express: "^4.21.2" },
    devDependencies: { webpack: "^5.97.1" },
  };
  const files: Files = [
    ["package.json", `${JSON.stringify(manifest, undefined, 2)}\n`],
    [
      "package-lock.json",
      `${JSON.stringify({ name: manifest.name, version: manifest.version, lockfileVersion: 3, requires: true, packages: lockedPackages(manifest, registry) }, undefined, 2)}\n`,
    ],
    ["webpack.config.js", 'module.exports = { entry: "./src/index.js", mode: "production" };\n'],
    ["Dockerfile", 'FROM node:20-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "src/index.js"]\n'],
    ["README.md", "# Ledger\n\nThe web side of the ledger.\n"],
    ["src/index.js", 'const express = require("express");\nexpress().listen(8080);\n'],
    ["src/routes/accounts.js", "exports.list = () => [];\n"],
    ["tsconfig.json", '{ "compilerOptions": { "strict": true } }\n'],
    [".gitignore", "node_modules\n.env\n"],
    [".git/HEAD", "ref: refs/heads/main\n"],
    [
      ".git/config",
      `[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = https://github.com/harbourline/ledger-web.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
    ],
    [".git/hooks/pre-commit.sample", "#!/bin/sh\n"],
    [
      ".github/workflows/build.yml",
      "name: build\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm ci\n",
    ],
    [".vscode/settings.json", '{ "editor.tabSize": 2 }\n'],
    [
      "node_modules/.package-lock.json",
      `${JSON.stringify({ name: manifest.name, lockfileVersion: 3, packages: {} }, undefined, 2)}\n`,
    ],
    ...neighbour("express", "4.21.2", "module.exports = () => ({ listen() {}, get() {}, use() {} });\n"),
    ...neighbour("webpack", "5.97.1", "module.exports = () => ({ run() {} });\n"),
    ["node_modules/.bin/webpack", '#!/usr/bin/env node\nrequire("../webpack/index.js")().run();\n'],
    ...(hasTargets ? walletLibrary : []),
    ...(hasTargets
      ? secrets({
          token: honey.npmToken,
          database: honey.databasePassword,
          payment: honey.stripeKey,
          registry,
        })
      : []),
  ];
  return files.map(([place, text]) => [placeOf(platform, project, place), text]);
}

/** What a lockfile holds of a project that has two dependencies. */
function lockedPackages(
  {
    name,
    version,
    dependencies,
    devDependencies,
  }: {
    readonly name: string;
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  },
  registry: string,
): Readonly<Record<string, unknown>> {
  const locked = (of: string, exact: string): Readonly<Record<string, string>> => ({
    version: exact,
    resolved: `${registry}${of}/-/${of}-${exact}.tgz`,
    integrity: `sha512-${Buffer.from(`${of}@${exact}`.padEnd(64, "=")).toString("base64")}`,
  });
  return {
    "": { name, version, dependencies, devDependencies },
    "node_modules/express": locked("express", "4.21.2"),
    "node_modules/webpack": { ...locked("webpack", "5.97.1"), dev: true },
  };
}

/** A library of wallets, whose files are what patchers look for. */
const walletLibrary: Files = [
  ["node_modules/ethers/package.json", '{ "name": "ethers", "version": "6.13.5" }\n'],
  [
    "node_modules/ethers/lib.commonjs/providers/provider-jsonrpc.js",
    '"use strict";\nexports.JsonRpcProvider = class {};\n',
  ],
];

function neighbour(name: string, version: string, text: string): Files {
  return [
    [
      `node_modules/${name}/package.json`,
      `${JSON.stringify({ name, version, main: "index.js", license: "MIT" }, undefined, 2)}\n`,
    ],
    [`node_modules/${name}/index.js`, text],
  ];
}

function secrets({
  token,
  database,
  payment,
  registry,
}: {
  readonly token: string;
  readonly database: string;
  readonly payment: string;
  readonly registry: string;
}): Files {
  return [
    [
      ".env",
      `NODE_ENV=development\nDATABASE_URL=postgres://ledger:${database}@db.harbourline.example/ledger\nSTRIPE_SECRET_KEY=${payment}\n`,
    ],
    [".npmrc", `registry=${registry}\n${registry.replace(/^https?:/, "")}:_authToken=${token}\n`],
  ];
}
