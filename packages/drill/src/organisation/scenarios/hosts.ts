import { createHash } from "node:crypto";

import { integrityOf, renderLockfile, renderManifest, tarballUrl } from "../lockfiles.ts";
import { at } from "../night.ts";
import type { OrganisationFile } from "../organisation.ts";
import { axiosAt, projectWith } from "../projects.ts";
import type { Scenario } from "./scenario.ts";

/** An entry of npm's cache as cacache writes it: one line in a file that the key's hash names. */
function cacheEntry(home: string, url: string, instant: number): OrganisationFile {
  const key = `make-fetch-happen:request-cache:${url}`;
  const hash = createHash("sha256").update(key).digest("hex");
  const entry = JSON.stringify({
    key,
    integrity: integrityOf({ name: "tarball", version: url }),
    time: instant,
    size: 4209,
    metadata: { time: instant, url, reqHeaders: {}, resHeaders: { "cache-control": "public, max-age=300" } },
  });
  const line = `\n${createHash("sha1").update(entry).digest("hex")}\t${entry}`;
  return {
    path: `${home}/.npm/_cacache/index-v5/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}`,
    content: line,
    modifiedAt: instant,
  };
}

/** Somebody ran a tool with `npx`, which leaves no lockfile of a project. */
const npxUser: Scenario = {
  name: "npx-user",
  plant: (context) => {
    const home = `hosts/${context.name}/home/sam`;
    const tool = projectWith("npx", context.chance, {
      asked: { axios: "^1.0.0" },
      packages: axiosAt("1.14.1"),
    });
    const folder = `${home}/.npm/_npx/${context.chance.hex(16)}`;
    const instant = at("02:17:30");
    return {
      files: [
        {
          path: `${folder}/package-lock.json`,
          content: renderLockfile("npm", tool).text,
          modifiedAt: instant,
        },
        { path: `${folder}/package.json`, content: renderManifest(tool), modifiedAt: instant },
        cacheEntry(home, tarballUrl({ name: "axios", version: "1.14.1" }), instant),
        cacheEntry(home, tarballUrl({ name: "plain-crypto-js", version: "4.2.1" }), instant),
      ],
      truths: [{ place: home, scenario: "npx-user", grades: ["fetched"] }],
    };
  },
};

/** An installed tree in which the dropper swapped the manifest: the folder alone tells. */
const swappedManifest: Scenario = {
  name: "swapped-manifest",
  plant: (context) => {
    const folder = `hosts/${context.name}/home/kim/code/shop`;
    const tree = `${folder}/node_modules`;
    const instant = at("01:31:02");
    const hidden = {
      name: "shop",
      lockfileVersion: 3,
      requires: true,
      packages: Object.fromEntries(
        axiosAt("1.14.1").map((each) => [
          `node_modules/${each.name}`,
          { version: each.version, resolved: tarballUrl(each), integrity: integrityOf(each) },
        ]),
      ),
    };
    const manifest = (name: string, version: string): string => `${JSON.stringify({ name, version })}\n`;
    return {
      files: [
        { path: `${folder}/package.json`, content: manifest("shop", "1.0.0"), modifiedAt: instant },
        {
          path: `${tree}/.package-lock.json`,
          content: `${JSON.stringify(hidden, null, 2)}\n`,
          modifiedAt: instant,
        },
        {
          path: `${tree}/axios/package.json`,
          content: manifest("axios", "1.14.1"),
          modifiedAt: instant,
        },
        {
          path: `${tree}/plain-crypto-js/aes.js`,
          content: "module.exports = {};\n",
          modifiedAt: instant,
        },
        {
          path: `${tree}/plain-crypto-js/package.json`,
          content: manifest("plain-crypto-js", "4.2.0"),
          modifiedAt: instant + 37_000,
        },
      ],
      truths: [{ place: folder, scenario: "swapped-manifest", grades: ["executed", "fetched"] }],
    };
  },
};

/** A machine with a cache and a project that have nothing to do with it. */
const cleanHost: Scenario = {
  name: "clean-host",
  plant: (context) => {
    const home = `hosts/${context.name}/home/alex`;
    const tree = `${home}/code/site/node_modules`;
    const instant = at("01:00");
    return {
      files: [
        cacheEntry(home, tarballUrl({ name: "axios", version: "1.14.0" }), instant),
        cacheEntry(home, tarballUrl({ name: "crypto-js", version: "4.2.0" }), instant),
        {
          path: `${tree}/crypto-js/package.json`,
          content: '{"name":"crypto-js","version":"4.2.0"}\n',
          modifiedAt: instant,
        },
        {
          path: `${tree}/axios/package.json`,
          content: '{"name":"axios","version":"1.14.0"}\n',
          modifiedAt: instant,
        },
      ],
      truths: [{ place: home, scenario: "clean-host", grades: ["none"] }],
    };
  },
};

/** Machines that took it. */
export const hitHosts: readonly Scenario[] = [npxUser, swappedManifest];

/** Machines that did not. */
export const otherHosts: readonly Scenario[] = [cleanHost];
