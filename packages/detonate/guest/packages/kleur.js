/** Another library of colours. */
export { default } from "./chalk.js";
