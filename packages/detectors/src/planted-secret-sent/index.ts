import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Sends, asks of a name server, or hands to a command what was planted in the pretended machine for thieves to find: a token of npm, a key of a cloud, a wallet's seed. The values exist nowhere else, so who passes them on has read them. */
export const plantedSecretSent: Detector = defineEmulated({
  id: "planted-secret-sent",
  title: "It passes on secrets that were planted in the emulator for it to find",
  family: "capability",
  strength: "decisive",
  technique: "T1041",
});
