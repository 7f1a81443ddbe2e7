/**
 * Runs something and tells a callback how it went, as Node's older interfaces do.
 * @param {() => unknown} run
 * @param {(error: unknown, value?: unknown) => void} done
 */
export function callBack(run, done) {
  let value;
  try {
    value = run();
  } catch (error) {
    done(error);
    return;
  }
  done(null, value);
}
