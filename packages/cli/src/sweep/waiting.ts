import type { Lifecycle } from "../environment.ts";

/** Waits that end when the process is asked to. */
export interface Waiting {
  /** Waits that long, or until what is handed over is called. */
  readonly wait: (ms: number, onWake: (wake: () => void) => void) => Promise<void>;
  readonly isStopped: () => boolean;
  close(): void;
}

const parentLookMs = 500;

/** Creates the waiting of a watch. */
export function createWaiting(lifecycle: Lifecycle): Waiting {
  let isStopped = false;
  let wakeUp: (() => void) | undefined;
  const stop = (): void => {
    isStopped = true;
    wakeUp?.();
  };
  const forget = lifecycle.onSignal(stop);
  const timer = setInterval(() => {
    if (lifecycle.isParentGone()) stop();
  }, parentLookMs);
  return {
    isStopped: () => isStopped,
    wait: (ms, onWake) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timeout);
          resolve();
        };
        const timeout = setTimeout(end, ms);
        wakeUp = end;
        onWake(end);
        if (isStopped) end();
      }),
    close() {
      forget();
      clearInterval(timer);
    },
  };
}
