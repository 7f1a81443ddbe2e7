import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Commits or pushes, sends a repository elsewhere, or has a client of a code host write. */
export const repositoryChanged: Detector = defineEmulated({
  id: "repository-changed",
  title: "In the emulator it commits, pushes, or changes what a code host holds",
  family: "capability",
  strength: "strong",
  technique: "T1567.001",
});
