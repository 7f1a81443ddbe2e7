/** A request that tells how far it is: nothing here takes long. */
export default function create() {
  const watch = (request) => request;
  return Object.assign(watch, { default: watch });
}
