import type { Lifecycle, StopSignal } from "./environment.ts";

const parentLookMs = 500;
const signalNumbers: Readonly<Record<StopSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Resolves at the first signal, or when the process that started this one is gone. A second signal ends the process at
 * once, with the exit code that shells give to it (128 and the signal's number). With `onHangUp`, SIGHUP calls that
 * instead, as is the custom among services.
 */
export function waitForStop(lifecycle: Lifecycle, onHangUp?: () => void): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const timer = setInterval(() => {
      if (lifecycle.isParentGone()) stop();
    }, parentLookMs);
    timer.unref();

    function stop(): void {
      isStopping = true;
      clearInterval(timer);
      resolve();
    }

    lifecycle.onSignal((signal) => {
      if (signal === "SIGHUP" && onHangUp !== undefined) onHangUp();
      else if (isStopping) lifecycle.exit(128 + signalNumbers[signal]);
      else stop();
    });
  });
}
