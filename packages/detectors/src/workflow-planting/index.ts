import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

const planted =
  /\.github\/workflows|\.gitlab-ci\.yml|\.circleci\/config|azure-pipelines\.yml|Jenkinsfile|bitbucket-pipelines/i;

/** Something is written into a project's pipelines, where secrets are. */
export const workflowPlanting: Detector = defineDetector({
  id: "workflow-planting",
  title: "It writes pipeline definitions at install or on loading",
  family: "capability",
  strength: "strong",
  technique: "T1677",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "write-file", "network", "process", "persist").filter(isLive)) {
      if (!planted.test(deed.effect.argument ?? "")) continue;
      if (
        deed.effect.kind === "process" &&
        !/\b(?:echo|cat|tee|cp|printf)\b|>/.test(deed.effect.argument ?? "")
      )
        continue;
      yield sightingAt(deed, {
        message: `It writes a pipeline definition ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isUnasked(deed) ? "strong" : "context",
      });
    }
  },
});
