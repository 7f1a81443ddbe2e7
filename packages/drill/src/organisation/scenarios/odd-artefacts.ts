import { createHash } from "node:crypto";

import { buildTarball } from "../../tarball.ts";
import { at, stamp } from "../night.ts";
import { axiosAt } from "../projects.ts";
import type { Scenario } from "./scenario.ts";

/** A bill in the other standard. */
const spdx: Scenario = {
  name: "spdx-bill-of-that-night",
  plant: ({ name }) => {
    const packages = axiosAt("1.14.1").map((each, index) => ({
      SPDXID: `SPDXRef-Package-${index}`,
      name: each.name,
      versionInfo: each.version,
      downloadLocation: "NOASSERTION",
      filesAnalyzed: false,
      externalRefs: [
        {
          referenceCategory: "PACKAGE-MANAGER",
          referenceType: "purl",
          referenceLocator: `pkg:npm/${each.name}@${each.version}`,
        },
      ],
    }));
    const document = {
      spdxVersion: "SPDX-2.3",
      dataLicense: "CC0-1.0",
      SPDXID: "SPDXRef-DOCUMENT",
      name,
      documentNamespace: `https://bills.example/${name}`,
      creationInfo: { created: stamp(at("01:30")), creators: ["Tool: builder"] },
      packages,
      relationships: packages.map((each) => ({
        spdxElementId: "SPDXRef-DOCUMENT",
        relationshipType: "DESCRIBES",
        relatedSpdxElement: each.SPDXID,
      })),
    };
    const path = `bills/${name}.spdx.json`;
    return {
      files: [{ path, content: `${JSON.stringify(document, null, 2)}\n`, modifiedAt: at("01:30") }],
      truths: [{ place: path, scenario: "spdx-bill-of-that-night", grades: ["fetched", "locked"] }],
    };
  },
};

/** An image in which a later layer removed the folder again. */
const removedInLayer: Scenario = {
  name: "image-that-removed-it",
  plant: ({ name }) => {
    const tar = (files: readonly { readonly path: string; readonly content: string }[]): Buffer =>
      buildTarball(files, { prefix: "", isCompressed: false });
    const layers = [
      tar([
        { path: "app/package.json", content: '{"name":"app","version":"1.0.0"}\n' },
        {
          path: "app/node_modules/plain-crypto-js/package.json",
          content: '{"name":"plain-crypto-js","version":"4.2.0"}\n',
        },
      ]),
      tar([{ path: "app/node_modules/.wh.plain-crypto-js", content: "" }]),
    ];
    const digests = layers.map((layer) => createHash("sha256").update(layer).digest("hex"));
    const config = JSON.stringify({
      architecture: "amd64",
      os: "linux",
      created: stamp(at("01:45")),
      rootfs: { type: "layers", diff_ids: digests.map((digest) => `sha256:${digest}`) },
    });
    const configDigest = createHash("sha256").update(config).digest("hex");
    const manifest = [
      {
        Config: `${configDigest}.json`,
        RepoTags: [`${name}:latest`],
        Layers: digests.map((digest) => `${digest}/layer.tar`),
      },
    ];
    const path = `images/${name}.docker.tar`;
    const content = buildTarball(
      [
        ...layers.map((layer, index) => ({ path: `${digests[index] ?? ""}/layer.tar`, content: layer })),
        { path: `${configDigest}.json`, content: config },
        { path: "manifest.json", content: JSON.stringify(manifest) },
      ],
      { prefix: "", isCompressed: false },
    );
    return {
      files: [{ path, content, modifiedAt: at("01:46") }],
      truths: [{ place: path, scenario: "image-that-removed-it", grades: ["fetched"] }],
    };
  },
};

/** Nexus: the user is named, and the zone is not UTC. */
const nexus: Scenario = {
  name: "nexus-served",
  plant: ({ name, index }) => {
    const user = `robot-${name}`;
    const line = (who: string, file: string, status: number): string =>
      `10.4.${index % 250}.9 - ${who} [30/Mar/2026:21:22:10 -0400] "GET /repository/npm-proxy/${file} HTTP/1.1" ${status} - 634112 88 "npm/11.6.0 node/v22.19.0 linux x64" [qtp-171]\n`;
    return {
      files: [
        {
          path: `proxies/nexus-${index}/request.log`,
          content:
            line(user, "axios/-/axios-1.14.1.tgz", 200) + line(`${user}x`, "react/-/react-19.1.0.tgz", 200),
          modifiedAt: at("02:00"),
        },
      ],
      truths: [{ place: user, scenario: "nexus-served", grades: ["fetched"] }],
    };
  },
};

/** Verdaccio's log for programs. */
const verdaccio: Scenario = {
  name: "verdaccio-served",
  plant: ({ index }) => {
    const address = `10.6.${index % 250}.31`;
    const entry = (url: string, ip: string): string =>
      `${JSON.stringify({ level: 35, time: at("01:05"), pid: 1, hostname: "registry", sub: "in", request: { method: "GET", url }, user: null, remoteIP: ip, status: 200, bytes: { in: 0, out: 634_112 }, msg: "@{status}, user: @{user}(@{remoteIP}), req: '@{request.method} @{request.url}', bytes: @{bytes.in}/@{bytes.out}" })}\n`;
    return {
      files: [
        {
          path: `proxies/verdaccio-${index}/verdaccio.log`,
          content: entry("/axios/-/axios-1.14.1.tgz", address) + entry("/axios", `10.6.${index % 250}.32`),
          modifiedAt: at("02:00"),
        },
      ],
      truths: [
        { place: address, scenario: "verdaccio-served", grades: ["fetched"] },
        { place: `10.6.${index % 250}.32`, scenario: "verdaccio-looked-up", grades: ["none"] },
      ],
    };
  },
};

/** Other forms of what `artefacts` and `proxies` plant. */
export const oddArtefacts: readonly Scenario[] = [spdx, removedInLayer, nexus, verdaccio];
