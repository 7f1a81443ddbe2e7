import type { Campaign } from "./campaign.ts";
import { algamil7x2026 } from "./catalogue/algamil7x-2026.ts";
import { antv2026 } from "./catalogue/antv-2026.ts";
import { asyncapi2026 } from "./catalogue/asyncapi-2026.ts";
import { axios2026 } from "./catalogue/axios-2026.ts";
import { bitwardenCli2026 } from "./catalogue/bitwarden-cli-2026.ts";
import { canisterSprawl2026 } from "./catalogue/canister-sprawl-2026.ts";
import { canisterworm2026 } from "./catalogue/canisterworm-2026.ts";
import { chaindrop2026 } from "./catalogue/chaindrop-2026.ts";
import { chalkDebug2025 } from "./catalogue/chalk-debug-2025.ts";
import { cline2026 } from "./catalogue/cline-2026.ts";
import { coaRc2021 } from "./catalogue/coa-rc-2021.ts";
import { codexuiAndroid2026 } from "./catalogue/codexui-android-2026.ts";
import { colorsFaker2022 } from "./catalogue/colors-faker-2022.ts";
import { electronNativeNotify2019 } from "./catalogue/electron-native-notify-2019.ts";
import { eslintConfigPrettier2025 } from "./catalogue/eslint-config-prettier-2025.ts";
import { eslintScope2018 } from "./catalogue/eslint-scope-2018.ts";
import { eventStream2018 } from "./catalogue/event-stream-2018.ts";
import { glassworm2026 } from "./catalogue/glassworm-2026.ts";
import { gluestack2025 } from "./catalogue/gluestack-2025.ts";
import { indonesianFoods2025 } from "./catalogue/indonesian-foods-2025.ts";
import { injective2026 } from "./catalogue/injective-2026.ts";
import { jscrambler2026 } from "./catalogue/jscrambler-2026.ts";
import { ledgerConnectKit2023 } from "./catalogue/ledger-connect-kit-2023.ts";
import { leoSdk2026 } from "./catalogue/leo-sdk-2026.ts";
import { lottiePlayer2024 } from "./catalogue/lottie-player-2024.ts";
import { mastra2026 } from "./catalogue/mastra-2026.ts";
import { miasma2026 } from "./catalogue/miasma-2026.ts";
import { nodeIpc2022 } from "./catalogue/node-ipc-2022.ts";
import { nodeIpc2026 } from "./catalogue/node-ipc-2026.ts";
import { openapiCodegen2026 } from "./catalogue/openapi-codegen-2026.ts";
import { phantomGyp2026 } from "./catalogue/phantom-gyp-2026.ts";
import { phantomRaven2025 } from "./catalogue/phantom-raven-2025.ts";
import { postmarkMcp2025 } from "./catalogue/postmark-mcp-2025.ts";
import { randUserAgent2025 } from "./catalogue/rand-user-agent-2025.ts";
import { rspackVant2024 } from "./catalogue/rspack-vant-2024.ts";
import { s1ngularity2025 } from "./catalogue/s1ngularity-2025.ts";
import { sandwormMode2026 } from "./catalogue/sandworm-mode-2026.ts";
import { sapCap2026 } from "./catalogue/sap-cap-2026.ts";
import { sha1Hulud2025 } from "./catalogue/sha1-hulud-2025.ts";
import { shaiHulud2025 } from "./catalogue/shai-hulud-2025.ts";
import { solanaWeb32024 } from "./catalogue/solana-web3-2024.ts";
import { tanstack2026 } from "./catalogue/tanstack-2026.ts";
import { tensorlake2026 } from "./catalogue/tensorlake-2026.ts";
import { toptalPicasso2025 } from "./catalogue/toptal-picasso-2025.ts";
import { uaParserJs2021 } from "./catalogue/ua-parser-js-2021.ts";
import { veloraDex2026 } from "./catalogue/velora-dex-2026.ts";
import { xrpl2025 } from "./catalogue/xrpl-2025.ts";
import { parseCampaign } from "./parse-campaign.ts";

/** The built-in campaigns, by id: what a machine without any feed already refuses. From the public reports that each names. */
export const catalogue: readonly Campaign[] = [
  algamil7x2026,
  antv2026,
  asyncapi2026,
  axios2026,
  bitwardenCli2026,
  canisterSprawl2026,
  canisterworm2026,
  chaindrop2026,
  chalkDebug2025,
  cline2026,
  coaRc2021,
  codexuiAndroid2026,
  colorsFaker2022,
  electronNativeNotify2019,
  eslintConfigPrettier2025,
  eslintScope2018,
  eventStream2018,
  glassworm2026,
  gluestack2025,
  indonesianFoods2025,
  injective2026,
  jscrambler2026,
  ledgerConnectKit2023,
  leoSdk2026,
  lottiePlayer2024,
  mastra2026,
  miasma2026,
  nodeIpc2022,
  nodeIpc2026,
  openapiCodegen2026,
  phantomGyp2026,
  phantomRaven2025,
  postmarkMcp2025,
  randUserAgent2025,
  rspackVant2024,
  s1ngularity2025,
  sandwormMode2026,
  sapCap2026,
  sha1Hulud2025,
  shaiHulud2025,
  solanaWeb32024,
  tanstack2026,
  tensorlake2026,
  toptalPicasso2025,
  uaParserJs2021,
  veloraDex2026,
  xrpl2025,
].map(parseCampaign);
