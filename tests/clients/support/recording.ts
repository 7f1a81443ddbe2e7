import type { Client } from "./clients.ts";
import type { PoisonSigns } from "./poison.ts";
import { findPoison } from "./poison.ts";
import { runClient } from "./run-client.ts";
import type { Workplace } from "./workplace.ts";
import { createWorkplace, installedVersion } from "./workplace.ts";

/** What a client is shown doing. */
export interface Scene {
  readonly args: readonly string[];
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly lock?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where it plays. */
export interface Stage {
  readonly client: Client;
  /** Where the firewall listens. */
  readonly origin: string;
  readonly signs: PoisonSigns;
  readonly defaultRegistry: string;
}

/** A scene as it was played. */
export interface Recording {
  readonly command: string;
  readonly exitCode: number;
  /** As the terminal showed it, with addresses, folders and durations made the same for every run. */
  readonly output: string;
  readonly installed: string | undefined;
  readonly isPoisoned: boolean;
}

/** Plays a scene in a new project with fresh caches. */
export async function recordScene(stage: Stage, scene: Scene): Promise<Recording> {
  const { manifest, lock } = scene;
  const workplace = await createWorkplace(stage.client, {
    ...(manifest === undefined ? {} : { manifest }),
    ...(lock === undefined ? {} : { lock }),
  });
  try {
    return await recordSceneIn(workplace, stage, scene);
  } finally {
    await workplace.dispose();
  }
}

/** Plays a scene in a project that is there already, with the caches of its home. */
export async function recordSceneIn(
  workplace: Workplace,
  stage: Stage,
  { args, env = {} }: Scene,
): Promise<Recording> {
  const { client, origin, signs } = stage;
  const run = await runClient({ client, workplace, origin, args, env });
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    command: [...settings, client.command, ...args].join(" "),
    exitCode: run.exitCode,
    output: normalise(run.output, stage, workplace),
    installed: await installedVersion(workplace, "axios"),
    isPoisoned: (await findPoison(workplace.root, signs)).length > 0,
  };
}

function normalise(output: string, { origin, defaultRegistry }: Stage, workplace: Workplace): string {
  return (
    output
      .replaceAll(origin, "http://127.0.0.1:4880")
      .replaceAll(new URL(defaultRegistry).host, "registry.example")
      // The hosts of further registries and of their documentation say nothing here.
      .replaceAll(
        /https:\/\/(?!registry\.example)[a-z0-9.-]+\.(?:com|io|org)\/[^\s"]*/g,
        "https://registry.example/…",
      )
      .replaceAll(workplace.project, "/home/dev/app")
      .replaceAll(workplace.home, "/home/dev")
      .replaceAll(workplace.root, "/home/dev")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d_\d{3}Z-debug/g, "…-debug")
      .replaceAll(/\d+s \d+ms|\d+(?:\.\d+)? ?m?s\b(?= using|\]|\.?$)/gm, "1s")
      .replaceAll(/\bdlx\/[0-9a-f]{32}\/[a-z0-9-]+/g, "dlx/…")
      .replaceAll(/^\.\.\.\/[a-z0-9]{8}-[a-z0-9]+/gm, "…")
      .replaceAll(/verified \d+\w ago/g, "verified 1m ago")
      .replaceAll(/(?:^ {4}at .+\n)+/gm, "    at …\n")
      .replaceAll(/[ \t]+$/gm, "")
      .trim()
  );
}
