export type { Release, ReleaseHistory, ReleasePublisher, TrustRank } from "./release.ts";
