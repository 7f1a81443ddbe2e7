import { typeTests } from "../parts/type-tests.js";

/** `util/types`. */
export default function create() {
  return typeTests;
}
