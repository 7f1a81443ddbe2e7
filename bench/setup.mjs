// Brings what the benchmarks need: Verdaccio, js-x-ray and readers of lockfiles as their lockfiles say, the packages of a real application from the registry
// that npm is configured with, and wrk from Debian's packages when this is root.
import { spawnSync } from "node:child_process";

import { findLoadTool } from "./firewall/load.mjs";
import { installVerdaccio, verdaccioVersion } from "./firewall/verdaccio.mjs";
import { installPeer, peerVersion } from "./inspect/peer.mjs";
import { prepareCopy } from "./install/prepare.mjs";
import { installParsePeers } from "./scan/parse-peers.mjs";
import { say } from "./shared/results.mjs";

const installer = "apt-get";

installVerdaccio();
console.log(`Verdaccio ${verdaccioVersion()} is installed`);
installParsePeers();
console.log("The readers of lockfiles are installed");
installPeer();
console.log(`js-x-ray ${peerVersion()} is installed`);
console.log(`The application's packages are in ${await prepareCopy({ say })}`);
if (findLoadTool() !== "wrk") installWrk();
console.log(`Load generator: ${findLoadTool()}`);

function installWrk() {
  const isRoot = process.getuid?.() === 0;
  const result = isRoot ? spawnSync(installer, ["install", "-y", "wrk"], { stdio: "inherit" }) : undefined;
  if (result?.status === 0) return;
  console.log(
    'wrk is missing (on Debian: "apt-get install wrk"); a slower client of ours is used until it is there',
  );
}
