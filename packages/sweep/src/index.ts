export { SweepError } from "./errors.ts";
