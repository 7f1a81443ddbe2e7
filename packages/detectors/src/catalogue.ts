import type { Detector } from "./detector.ts";
import { archiveTrick } from "./archive-trick/index.ts";
import { armedUpdate } from "./armed-update/index.ts";
import { attestationInvalid } from "./attestation-invalid/index.ts";
import { carriedProgram } from "./carried-program/index.ts";
import { carriedRecipient } from "./carried-recipient/index.ts";
import { clipboardSwap } from "./clipboard-swap/index.ts";
import { cloneOfAnother } from "./clone-of-another/index.ts";
import { commandShadow } from "./command-shadow/index.ts";
import { concealedName } from "./concealed-name/index.ts";
import { confusionVersion } from "./confusion-version/index.ts";
import { credentialSweep } from "./credential-sweep/index.ts";
import { credentialsRead } from "./credentials-read/index.ts";
import { deadDrop } from "./dead-drop/index.ts";
import { decodedCode } from "./decoded-code/index.ts";
import { dependencyElsewhere } from "./dependency-elsewhere/index.ts";
import { dependencyUnseen } from "./dependency-unseen/index.ts";
import { dependencyWithheld } from "./dependency-withheld/index.ts";
import { dependencyYoung } from "./dependency-young/index.ts";
import { deprecatedAsMalicious } from "./deprecated-as-malicious/index.ts";
import { destruction } from "./destruction/index.ts";
import { disguisedFile } from "./disguised-file/index.ts";
import { dnsTunnel } from "./dns-tunnel/index.ts";
import { dormantBurst } from "./dormant-burst/index.ts";
import { downloadAndRun } from "./download-and-run/index.ts";
import { downloadExecuted } from "./download-executed/index.ts";
import { downloadTried } from "./download-tried/index.ts";
import { downloadUnrelated } from "./download-unrelated/index.ts";
import { dropAndRun } from "./drop-and-run/index.ts";
import { encodedPayload } from "./encoded-payload/index.ts";
import { endlessLoop } from "./endless-loop/index.ts";
import { exoticDependency } from "./exotic-dependency/index.ts";
import { fileCollection } from "./file-collection/index.ts";
import { filesDestroyed } from "./files-destroyed/index.ts";
import { foreignProgram } from "./foreign-program/index.ts";
import { gatedEffect } from "./gated-effect/index.ts";
import { gitHookInstalled } from "./git-hook-installed/index.ts";
import { globalInterception } from "./global-interception/index.ts";
import { gypCommand } from "./gyp-command/index.ts";
import { hiddenAddress } from "./hidden-address/index.ts";
import { hiddenCommand } from "./hidden-command/index.ts";
import { hiddenEffect } from "./hidden-effect/index.ts";
import { hiddenHook } from "./hidden-hook/index.ts";
import { hiddenProcess } from "./hidden-process/index.ts";
import { hollowPackage } from "./hollow-package/index.ts";
import { hostBeacon } from "./host-beacon/index.ts";
import { importExfiltration } from "./import-exfiltration/index.ts";
import { inlineHook } from "./inline-hook/index.ts";
import { installExfiltration } from "./install-exfiltration/index.ts";
import { installHook } from "./install-hook/index.ts";
import { installOfOthers } from "./install-of-others/index.ts";
import { installReach } from "./install-reach/index.ts";
import { invisibleText } from "./invisible-text/index.ts";
import { keyLogger } from "./key-logger/index.ts";
import { largeNewFile } from "./large-new-file/index.ts";
import { livingOffTheLand } from "./living-off-the-land/index.ts";
import { loadReach } from "./load-reach/index.ts";
import { loaderPlanted } from "./loader-planted/index.ts";
import { loneHookFile } from "./lone-hook-file/index.ts";
import { lurePage } from "./lure-page/index.ts";
import { manifestConfusion } from "./manifest-confusion/index.ts";
import { mining } from "./mining/index.ts";
import { nameLookAlike } from "./name-look-alike/index.ts";
import { neighbourChanged } from "./neighbour-changed/index.ts";
import { newBinary } from "./new-binary/index.ts";
import { newCallHome } from "./new-call-home/index.ts";
import { newCapability } from "./new-capability/index.ts";
import { newDisguise } from "./new-disguise/index.ts";
import { newInstallHook } from "./new-install-hook/index.ts";
import { newOutflow } from "./new-outflow/index.ts";
import { newRecipient } from "./new-recipient/index.ts";
import { obfuscatedCode } from "./obfuscated-code/index.ts";
import { oddDestination } from "./odd-destination/index.ts";
import { offLineRelease } from "./off-line-release/index.ts";
import { offScreenCode } from "./off-screen-code/index.ts";
import { packagePublished } from "./package-published/index.ts";
import { payloadInData } from "./payload-in-data/index.ts";
import { paymentRedirected } from "./payment-redirected/index.ts";
import { persistence } from "./persistence/index.ts";
import { plantedSecretSent } from "./planted-secret-sent/index.ts";
import { programPatching } from "./program-patching/index.ts";
import { projectRewired } from "./project-rewired/index.ts";
import { provenanceChange } from "./provenance-change/index.ts";
import { publisherChange } from "./publisher-change/index.ts";
import { releaseBurst } from "./release-burst/index.ts";
import { remoteCode } from "./remote-code/index.ts";
import { removedRelease } from "./removed-release/index.ts";
import { repositoryChanged } from "./repository-changed/index.ts";
import { requestCommand } from "./request-command/index.ts";
import { reverseShell } from "./reverse-shell/index.ts";
import { reviewerInstructions } from "./reviewer-instructions/index.ts";
import { runtimeBootstrap } from "./runtime-bootstrap/index.ts";
import { runtimeExfiltration } from "./runtime-exfiltration/index.ts";
import { secretSearch } from "./secret-search/index.ts";
import { selfApproval } from "./self-approval/index.ts";
import { selfDeletion } from "./self-deletion/index.ts";
import { selfPropagation } from "./self-propagation/index.ts";
import { shellAttached } from "./shell-attached/index.ts";
import { signatureInvalid } from "./signature-invalid/index.ts";
import { staysInstalled } from "./stays-installed/index.ts";
import { timeMismatch } from "./time-mismatch/index.ts";
import { tlsChecksOff } from "./tls-checks-off/index.ts";
import { toolAutorun } from "./tool-autorun/index.ts";
import { toolTakenOver } from "./tool-taken-over/index.ts";
import { tracksCovered } from "./tracks-covered/index.ts";
import { trustDowngrade } from "./trust-downgrade/index.ts";
import { tunnelOpened } from "./tunnel-opened/index.ts";
import { unreadableCode } from "./unreadable-code/index.ts";
import { walletDrain } from "./wallet-drain/index.ts";
import { workflowPlanting } from "./workflow-planting/index.ts";

/** Every detector in the order of ids; generated from the folders (`node scripts/generate-catalogue.mjs`). */
export const detectors: readonly Detector[] = [
  archiveTrick,
  armedUpdate,
  attestationInvalid,
  carriedProgram,
  carriedRecipient,
  clipboardSwap,
  cloneOfAnother,
  commandShadow,
  concealedName,
  confusionVersion,
  credentialSweep,
  credentialsRead,
  deadDrop,
  decodedCode,
  dependencyElsewhere,
  dependencyUnseen,
  dependencyWithheld,
  dependencyYoung,
  deprecatedAsMalicious,
  destruction,
  disguisedFile,
  dnsTunnel,
  dormantBurst,
  downloadAndRun,
  downloadExecuted,
  downloadTried,
  downloadUnrelated,
  dropAndRun,
  encodedPayload,
  endlessLoop,
  exoticDependency,
  fileCollection,
  filesDestroyed,
  foreignProgram,
  gatedEffect,
  gitHookInstalled,
  globalInterception,
  gypCommand,
  hiddenAddress,
  hiddenCommand,
  hiddenEffect,
  hiddenHook,
  hiddenProcess,
  hollowPackage,
  hostBeacon,
  importExfiltration,
  inlineHook,
  installExfiltration,
  installHook,
  installOfOthers,
  installReach,
  invisibleText,
  keyLogger,
  largeNewFile,
  livingOffTheLand,
  loadReach,
  loaderPlanted,
  loneHookFile,
  lurePage,
  manifestConfusion,
  mining,
  nameLookAlike,
  neighbourChanged,
  newBinary,
  newCallHome,
  newCapability,
  newDisguise,
  newInstallHook,
  newOutflow,
  newRecipient,
  obfuscatedCode,
  oddDestination,
  offLineRelease,
  offScreenCode,
  packagePublished,
  payloadInData,
  paymentRedirected,
  persistence,
  plantedSecretSent,
  programPatching,
  projectRewired,
  provenanceChange,
  publisherChange,
  releaseBurst,
  remoteCode,
  removedRelease,
  repositoryChanged,
  requestCommand,
  reverseShell,
  reviewerInstructions,
  runtimeBootstrap,
  runtimeExfiltration,
  secretSearch,
  selfApproval,
  selfDeletion,
  selfPropagation,
  shellAttached,
  signatureInvalid,
  staysInstalled,
  timeMismatch,
  tlsChecksOff,
  toolAutorun,
  toolTakenOver,
  tracksCovered,
  trustDowngrade,
  tunnelOpened,
  unreadableCode,
  walletDrain,
  workflowPlanting,
];
