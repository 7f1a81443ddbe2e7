/** Another name of the same client. */
export { default } from "./ws.js";
