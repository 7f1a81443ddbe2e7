import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** In a page, what somebody pays, copies or asks for arrives with the address of somebody else. */
export const paymentRedirected: Detector = defineEmulated({
  id: "payment-redirected",
  title: "In the emulator it exchanges the addresses that somebody in a page pays to",
  family: "capability",
  strength: "decisive",
  technique: "T1565.002",
});
