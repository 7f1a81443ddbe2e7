import { createHttp } from "../parts/network/http-module.js";

/** The http module. */
export default function create(kit) {
  return createHttp(kit, false);
}
