import createRequest from "./request.js";

/** The request client with promises. */
export default function create(kit) {
  const request = createRequest(kit);
  const promised = (...args) => request(...args).promise();
  for (const method of ["get", "post", "put", "patch", "delete", "head"])
    promised[method] = (...args) => request[method](...args).promise();
  return Object.assign(promised, { defaults: () => promised, default: promised });
}
