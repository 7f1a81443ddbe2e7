import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

import { parseInstant } from "@lockkeeper/core";
import type { Clock } from "@lockkeeper/core";

import { CliError } from "./errors.ts";

/** A clock for drills, with the time at which it started. */
export interface DrillClock {
  readonly clock: Clock;
  readonly startedAt: number;
  stop(): void;
}

const refreshMs = 1000;
const answerTimeoutMs = 5000;

/**
 * The clock that `start --now` asks for. It hides advisories and lifts cooldowns, so it serves drills only: every
 * upstream must be on this machine. Throws `CLI_CLOCK_NOT_LOOPBACK`, `CLI_CLOCK_UNREACHABLE`, `CORE_BAD_INSTANT`.
 */
export async function createDrillClock(now: string, upstreamUrls: readonly string[]): Promise<DrillClock> {
  const elsewhere = upstreamUrls.find((url) => !isLoopback(url));
  const [first] = upstreamUrls;
  if (first === undefined || elsewhere !== undefined) {
    throw new CliError("CLI_CLOCK_NOT_LOOPBACK", {
      message: `Cannot start with --now as an upstream is not on this machine: ${elsewhere ?? "there is none"}`,
      hint: "--now is for drills; name one as upstream: --upstream http://127.0.0.1:4900/",
    });
  }
  if (now === "upstream") return followUpstream(first);
  const instant = parseInstant(now);
  return { clock: { now: () => instant }, startedAt: instant, stop: () => undefined };
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** The upstream's time as of the last refresh; between two of them it stands still, as a frozen drill does. */
async function followUpstream(url: string): Promise<DrillClock> {
  const startedAt = await fetchDate(url);
  let instant = startedAt;
  const timer = setInterval(() => {
    fetchDate(url).then(
      (date) => {
        instant = date;
      },
      // While the drill is away its time stands still; requests tell that it is away.
      () => undefined,
    );
  }, refreshMs);
  timer.unref();
  return { clock: { now: () => instant }, startedAt, stop: () => clearInterval(timer) };
}

function fetchDate(base: string): Promise<number> {
  const url = new URL("-/ping", base.endsWith("/") ? base : `${base}/`);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void =>
      reject(
        new CliError("CLI_CLOCK_UNREACHABLE", {
          message: `Cannot take the time from ${base} as ${why}`,
          hint: "Is the drill running? Start it with: npx --no lockkeeper drill serve axios-2026",
          cause,
        }),
      );
    const asked = request(url, { method: "HEAD", timeout: answerTimeoutMs, agent: false }, (response) => {
      response.resume();
      const date = Date.parse(response.headers.date ?? "");
      if (Number.isNaN(date)) fail("its answer has no Date header");
      else resolve(date);
    });
    asked.on("timeout", () => asked.destroy(new Error("it does not answer")));
    asked.on("error", (cause) => fail(cause.message, cause));
    asked.end();
  });
}
