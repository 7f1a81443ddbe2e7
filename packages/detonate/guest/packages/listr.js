export { default } from "./listr2.js";
