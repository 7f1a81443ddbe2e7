/** A file that a campaign leaves, as a text that does nothing. Paths are below the folder that stands for the disk. */
export interface Artefact {
  readonly campaign: string;
  readonly path: string;
  readonly text: string;
}

/** The home folder of the person whose machine it is, below the disk. */
export const artefactHome = "home/alice";

const stub = "An inert stand-in: it does nothing.\n";
const unit = (description: string): string =>
  `[Unit]\nDescription=${description}\n\n[Service]\nExecStart=/bin/true\n`;

/** What sixteen campaigns leave on a machine with Linux. */
export const linuxArtefacts: readonly Artefact[] = [
  ...installed("axios-2026", "shop", [
    { name: "axios", version: "1.14.1" },
    // The dropper put the manifest of its harmless version in the place of its own, and removed itself.
    { name: "plain-crypto-js", version: "4.2.1", claims: "4.2.0", hasInstallScript: true },
  ]),
  { campaign: "axios-2026", path: "tmp/ld.py", text: stub },
  { campaign: "mastra-2026", path: `${artefactHome}/.pkg_history`, text: stub },
  { campaign: "mastra-2026", path: "tmp/.pkg_logs", text: stub },
  { campaign: "asyncapi-2026", path: `${artefactHome}/.local/share/NodeJS/sync.js`, text: stub },
  {
    campaign: "antv-2026",
    path: `${artefactHome}/.config/systemd/user/kitty-monitor.service`,
    text: unit("kitty"),
  },
  {
    campaign: "tanstack-2026",
    path: `${artefactHome}/.config/systemd/user/gh-token-monitor.service`,
    text: unit("GitHub token"),
  },
  ...packaged("bitwarden-cli-2026", "@bitwarden/cli", "2026.4.0", "bw_setup.js"),
  ...packaged("chaindrop-2026", "keyv", "6.0.0", "setup.mjs"),
  ...packaged("eslint-config-prettier-2025", "eslint-config-prettier", "8.10.1", "install.js"),
  ...packaged("jscrambler-2026", "jscrambler", "8.14.0", "dist/intro.js"),
  ...packaged("s1ngularity-2025", "nx", "21.5.0", "telemetry.js"),
  ...packaged("sap-cap-2026", "@cap-js/sqlite", "2.2.2", "setup.mjs"),
  ...packaged("ua-parser-js-2021", "ua-parser-js", "0.7.29", "preinstall.sh"),
  ...packaged("tensorlake-2026", "tensorlake", "0.5.144", "setup.mjs"),
  ...packaged("node-ipc-2026", "node-ipc", "12.0.1", "node-ipc.cjs"),
  {
    campaign: "s1ngularity-2025",
    path: `${artefactHome}/code/taken/.git/config`,
    text: '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://git.example/alice/s1ngularity-repository-0.git\n',
  },
  {
    campaign: "sha1-hulud-2025",
    path: `${artefactHome}/actions-runner/.runner`,
    text: '{"agentId":1,"agentName":"SHA1HULUD"}\n',
  },
];

interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** The version that its manifest says now. */
  readonly claims?: string;
  readonly hasInstallScript?: boolean;
}

/** A project with packages as npm leaves them. */
function installed(
  campaign: string,
  project: string,
  packages: readonly InstalledPackage[],
): readonly Artefact[] {
  const shelf = `${artefactHome}/code/${project}/node_modules`;
  const notes = Object.fromEntries(
    packages.map(({ name, version, hasInstallScript }) => [
      `node_modules/${name}`,
      { version, ...(hasInstallScript === true ? { hasInstallScript } : {}) },
    ]),
  );
  return [
    {
      campaign,
      path: `${shelf}/.package-lock.json`,
      text: `${JSON.stringify({ name: project, lockfileVersion: 3, packages: notes })}\n`,
    },
    ...packages.map(({ name, version, claims = version }) => ({
      campaign,
      path: `${shelf}/${name}/package.json`,
      text: `${JSON.stringify({ name, version: claims })}\n`,
    })),
  ];
}

/** A project with one package of a campaign, and the file in it that the campaign is known by. */
function packaged(campaign: string, name: string, version: string, file: string): readonly Artefact[] {
  const project = campaign.replace(/-\d+$/, "");
  const folder = `${artefactHome}/code/${project}/node_modules/${name}`;
  return [
    ...installed(campaign, project, [{ name, version }]),
    { campaign, path: `${folder}/${file}`, text: stub },
  ];
}
