import { createHttp } from "../parts/network/http-module.js";

/** The https module. */
export default function create(kit) {
  return createHttp(kit, true);
}
