import { parseInstant, renderInstant, renderInstantShort } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { waitForStop } from "../wait-for-stop.ts";

interface DrillServeInput {
  readonly campaign: string;
  readonly at: string | undefined;
  readonly speed: string;
  readonly port: number;
}

interface ServedDrill {
  readonly campaign: string;
  readonly at: number;
  readonly speed: number;
  readonly url: string;
}

/** `drill serve`: the registry of an attack, until it is stopped. */
export const drillServeCommand: CommandModule<DrillServeInput, ServedDrill> = {
  isService: true,
  run: serveDrill,
  views: {
    // The URL stands alone on the last line, so that a script can read it.
    person: ({ campaign, at, speed, url }) =>
      [
        `Serving ${campaign} as of ${renderInstantShort(at)}, ${speed === 0 ? "standing still" : `${speed} times as fast as real time`}.\n`,
        "Payloads are inert. In another terminal:\n",
        `  npx --no lockkeeper start --upstream ${url}/ --now upstream\n`,
        `${url}\n`,
      ].join(""),
    json: ({ campaign, at, speed, url }) => ({ campaign, at: renderInstant(at), speed, url }),
  },
};

async function* serveDrill(input: DrillServeInput, environment: Environment): AsyncIterable<ServedDrill> {
  const { startReplay } = await import("@lockkeeper/drill");
  const speed = parseSpeed(input.speed);
  const replay = await startReplay({
    campaign: input.campaign,
    speed,
    port: input.port,
    realClock: environment.clock,
    ...(input.at === undefined ? {} : { at: parseInstant(input.at) }),
  });
  try {
    const stopped = waitForStop(environment.lifecycle);
    yield { campaign: input.campaign, at: replay.now(), speed, url: replay.url };
    await stopped;
  } finally {
    await replay.close();
  }
}

function parseSpeed(text: string): number {
  if (/^\d{1,7}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  throw new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 40))} as a speed as it is not a number`,
    hint: "0 stands still, 1 is real time, 60 makes a minute of every second.",
  });
}
