import type { Manifest } from "../../built-package.ts";
import type { Release } from "../../campaign.ts";
import type { Publisher } from "../../registry-model.ts";
import type { TarballFile } from "../../tarball.ts";
import { renderInertPayload } from "./payload.ts";
import { standInManifest, standInReleases } from "./stand-in.ts";

const attacker: Publisher = { name: "nrwise", email: "nrwise@proton.invalid" };
const registryOperator: Publisher = { name: "npm", email: "npm@security.example" };

/** What the attacker copied from the honest package into its own manifest. */
const borrowedIdentity = {
  description: "Stand-in for crypto-js in a replay",
  author: { name: "Evan Vosberg" },
  homepage: "https://github.com/brix/crypto-js",
  repository: { type: "git", url: "git+https://github.com/brix/crypto-js.git" },
};

const libraryFiles: readonly TarballFile[] = [
  {
    path: "index.js",
    content:
      '"use strict";\n\nmodule.exports = { hex: require("./enc-hex.js"), core: require("./core.js") };\n',
  },
  {
    path: "core.js",
    content: '"use strict";\n\nmodule.exports = { version: "stand-in", isCryptography: false };\n',
  },
  {
    path: "enc-hex.js",
    content:
      '"use strict";\n\nmodule.exports = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");\n',
  },
  { path: "README.md", content: "# crypto-js\n\nA stand-in for a replay: it encrypts nothing.\n" },
];

/** The honest package whose files were copied. */
export function cryptoReleases(): readonly Release[] {
  const older = standInReleases({
    name: "crypto-js",
    versions: [["4.1.1", "2021-07-18T18:50:00Z"]],
    code: "module.exports = {};",
    manifest: borrowedIdentity,
  });
  const newest: Release = {
    manifest: standInManifest("crypto-js", "4.2.0", borrowedIdentity),
    at: "2023-10-24T14:40:00Z",
    files: libraryFiles,
    publisher: { name: "crypto-js-team", email: "crypto-js@team.example" },
  };
  return [...older, newest];
}

/** The decoy, the armed version eighteen hours later, and the placeholder that the registry put in their place. */
export function plainCryptoReleases(): readonly Release[] {
  return [decoy(), armed(), placeholder()];
}

function decoy(): Release {
  return { manifest: decoyManifest(), at: "2026-03-30T05:57:00Z", files: libraryFiles, publisher: attacker };
}

function decoyManifest(): Manifest {
  return standInManifest("plain-crypto-js", "4.2.0", borrowedIdentity);
}

/** `package.md` is the decoy's manifest: the real dropper swapped it in to hide its traces. This one leaves it be. */
function armed(): Release {
  const scripts = { postinstall: "node setup.js" };
  return {
    manifest: standInManifest("plain-crypto-js", "4.2.1", { ...borrowedIdentity, scripts }),
    at: "2026-03-30T23:59:12Z",
    files: [
      ...libraryFiles,
      { path: "package.md", content: `${JSON.stringify(decoyManifest(), null, 2)}\n` },
      { path: "setup.js", content: renderInertPayload() },
    ],
    publisher: attacker,
  };
}

function placeholder(): Release {
  return {
    manifest: {
      name: "plain-crypto-js",
      version: "0.0.1-security.0",
      description: "security holding package",
      repository: { type: "git", url: "git+https://github.com/npm/security-holder.git" },
    },
    at: "2026-03-31T04:26:00Z",
    files: [{ path: "README.md", content: "# Security holding package\n" }],
    publisher: registryOperator,
  };
}
