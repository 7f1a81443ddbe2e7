import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Asks a host whose name stands nowhere in its files. Honest code puts addresses together too, so this counts beside others only. */
export const hiddenAddress: Detector = defineEmulated({
  id: "hidden-address",
  title: "In the emulator it asks a host whose name stands nowhere in its files",
  family: "concealment",
  strength: "supporting",
  technique: "T1140",
});
