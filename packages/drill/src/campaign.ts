import { parseInstant } from "@lockkeeper/core";

import type { Manifest } from "./built-package.ts";
import { storeVersion, tagsOf } from "./publishing.ts";
import type { PublishOptions } from "./publishing.ts";
import type { RegistryEvent } from "./registry-model.ts";
import type { SigningKey } from "./signing-key.ts";

/** Something a reader should know to have happened, for the help of a replay. */
export interface ReplayEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: string;
}

/** A documented attack that can be replayed. */
export interface Campaign {
  readonly id: string;
  readonly title: string;
  /** Where the clock stands unless told otherwise. */
  readonly defaultAt: number;
  /** The turns of the story, oldest first. */
  readonly story: readonly ReplayEvent[];
  /** Everything that the registry of the replay ever sees. */
  createEvents(key: SigningKey): readonly RegistryEvent[];
}

/** A version of a replay, as its author writes it down. */
export interface Release extends PublishOptions {
  readonly manifest: Manifest;
  readonly at: string;
}

/** Turns a release into the event of its publishing. */
export function publishEvent(release: Release, key: SigningKey): RegistryEvent {
  const { manifest, at } = release;
  return {
    kind: "publish",
    at: parseInstant(at),
    name: manifest.name,
    stored: storeVersion(manifest, release, key),
    tags: tagsOf(release),
  };
}
