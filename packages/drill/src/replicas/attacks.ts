import { antv2026 } from "./attacks/antv-2026.ts";
import { asyncapi2026 } from "./attacks/asyncapi-2026.ts";
import { axios2026Sample } from "./attacks/axios-2026.ts";
import { axiosDropper2026 } from "./attacks/axios-dropper-2026.ts";
import { bitwardenCli2026 } from "./attacks/bitwarden-cli-2026.ts";
import { canisterWorm2026 } from "./attacks/canister-worm-2026.ts";
import { chalk2025 } from "./attacks/chalk-2025.ts";
import { cline2026 } from "./attacks/cline-2026.ts";
import { coa2021 } from "./attacks/coa-2021.ts";
import { colors2022 } from "./attacks/colors-2022.ts";
import { codexuiAndroid2026 } from "./attacks/codexui-android-2026.ts";
import { dependencyConfusion2026 } from "./attacks/dependency-confusion-2026.ts";
import { electronNativeNotify2019 } from "./attacks/electron-native-notify-2019.ts";
import { eslintConfigPrettier2025 } from "./attacks/eslint-config-prettier-2025.ts";
import { eslintScope2018 } from "./attacks/eslint-scope-2018.ts";
import { eventStream2018 } from "./attacks/event-stream-2018.ts";
import { glassworm2026 } from "./attacks/glassworm-2026.ts";
import { gluestack2025 } from "./attacks/gluestack-2025.ts";
import { injective2026 } from "./attacks/injective-2026.ts";
import { is2025 } from "./attacks/is-2025.ts";
import { jscrambler2026 } from "./attacks/jscrambler-2026.ts";
import { keyv2026 } from "./attacks/keyv-2026.ts";
import { ledgerConnectKit2023 } from "./attacks/ledger-connect-kit-2023.ts";
import { leoPlatform2026 } from "./attacks/leo-platform-2026.ts";
import { lottiePlayer2024 } from "./attacks/lottie-player-2024.ts";
import { mastra2026 } from "./attacks/mastra-2026.ts";
import { miasma2026 } from "./attacks/miasma-2026.ts";
import { nodeIpc2022 } from "./attacks/node-ipc-2022.ts";
import { nodeIpc2026 } from "./attacks/node-ipc-2026.ts";
import { nx2025 } from "./attacks/nx-2025.ts";
import { openapiCodegen2026 } from "./attacks/openapi-codegen-2026.ts";
import { pgserve2026 } from "./attacks/pgserve-2026.ts";
import { phantomGyp2026 } from "./attacks/phantom-gyp-2026.ts";
import { phantomRaven2025 } from "./attacks/phantom-raven-2025.ts";
import { postmarkMcp2025 } from "./attacks/postmark-mcp-2025.ts";
import { randUserAgent2025 } from "./attacks/rand-user-agent-2025.ts";
import { rspack2024 } from "./attacks/rspack-2024.ts";
import { sandwormMode2026 } from "./attacks/sandworm-mode-2026.ts";
import { sapCap2026 } from "./attacks/sap-cap-2026.ts";
import { shaiHulud22025 } from "./attacks/shai-hulud-2-2025.ts";
import { shaiHulud2025 } from "./attacks/shai-hulud-2025.ts";
import { solanaWeb32024 } from "./attacks/solana-web3-2024.ts";
import { tanstack2026 } from "./attacks/tanstack-2026.ts";
import { teaSpam2025 } from "./attacks/tea-spam-2025.ts";
import { tensorlake2026 } from "./attacks/tensorlake-2026.ts";
import { toptalPicasso2025 } from "./attacks/toptal-picasso-2025.ts";
import { uaParserJs2021 } from "./attacks/ua-parser-js-2021.ts";
import { veloraDex2026 } from "./attacks/velora-dex-2026.ts";
import { xrpl2025 } from "./attacks/xrpl-2025.ts";
import type { Sample } from "./sample.ts";

/** The replicas of documented attacks, oldest first. */
export const attackSamples: readonly Sample[] = [
  eslintScope2018,
  eventStream2018,
  electronNativeNotify2019,
  uaParserJs2021,
  coa2021,
  colors2022,
  nodeIpc2022,
  ledgerConnectKit2023,
  lottiePlayer2024,
  solanaWeb32024,
  rspack2024,
  xrpl2025,
  randUserAgent2025,
  gluestack2025,
  eslintConfigPrettier2025,
  is2025,
  toptalPicasso2025,
  phantomRaven2025,
  nx2025,
  chalk2025,
  shaiHulud2025,
  postmarkMcp2025,
  teaSpam2025,
  shaiHulud22025,
  sandwormMode2026,
  cline2026,
  glassworm2026,
  canisterWorm2026,
  axiosDropper2026,
  axios2026Sample,
  veloraDex2026,
  pgserve2026,
  bitwardenCli2026,
  codexuiAndroid2026,
  sapCap2026,
  tanstack2026,
  nodeIpc2026,
  antv2026,
  miasma2026,
  phantomGyp2026,
  mastra2026,
  leoPlatform2026,
  injective2026,
  jscrambler2026,
  asyncapi2026,
  keyv2026,
  openapiCodegen2026,
  dependencyConfusion2026,
  tensorlake2026,
];
