import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Reads keys, cloud credentials, browsers' stores or wallets. npm's own settings are not among them, since honest installers read them. */
export const credentialsRead: Detector = defineEmulated({
  id: "credentials-read",
  title: "In the emulator it reads credentials that are none of its business",
  family: "capability",
  strength: "strong",
  technique: "T1552.001",
});
