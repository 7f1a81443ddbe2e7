export { RespondError } from "./errors.ts";
