export { default } from "./request.js";
