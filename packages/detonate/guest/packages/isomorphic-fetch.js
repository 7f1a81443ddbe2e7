/** Another name of the same client. */
export { default } from "./node-fetch.js";
