import { cpus, loadavg, release, totalmem } from "node:os";

/** The machine in one line; figures mean nothing without it. */
export function machineLine() {
  const [first, ...others] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${others.length + 1} x ${first.model}, ${gibibytes} GiB, Linux ${release()}, Node ${process.version}`;
}

/** Load averages: above the number of processors somebody else was measured too. */
export function machineLoad() {
  return loadavg().map((value) => Math.round(value * 100) / 100);
}
