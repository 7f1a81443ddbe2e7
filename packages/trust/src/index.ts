export { TrustError } from "./errors.ts";
export { choosePredecessor } from "./choose-predecessor.ts";
export type { ChosenPredecessor } from "./choose-predecessor.ts";
export { parseReleaseHistory } from "./parse-history.ts";
export type { Account, Release, ReleaseHistory, ReleasePublisher, TrustRank } from "./release.ts";
