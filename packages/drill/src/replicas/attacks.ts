import { chalk2025 } from "./attacks/chalk-2025.ts";
import { coa2021 } from "./attacks/coa-2021.ts";
import { eslintConfigPrettier2025 } from "./attacks/eslint-config-prettier-2025.ts";
import { eslintScope2018 } from "./attacks/eslint-scope-2018.ts";
import { eventStream2018 } from "./attacks/event-stream-2018.ts";
import { nx2025 } from "./attacks/nx-2025.ts";
import { randUserAgent2025 } from "./attacks/rand-user-agent-2025.ts";
import { solanaWeb32024 } from "./attacks/solana-web3-2024.ts";
import { uaParserJs2021 } from "./attacks/ua-parser-js-2021.ts";
import { xrpl2025 } from "./attacks/xrpl-2025.ts";
import type { Sample } from "./sample.ts";

/** The replicas of documented attacks, oldest first. */
export const attackSamples: readonly Sample[] = [
  eslintScope2018,
  eventStream2018,
  uaParserJs2021,
  coa2021,
  solanaWeb32024,
  xrpl2025,
  randUserAgent2025,
  eslintConfigPrettier2025,
  nx2025,
  chalk2025,
];
