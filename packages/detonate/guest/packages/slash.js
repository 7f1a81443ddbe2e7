/** A path with forward slashes. */
export default function create() {
  const slash = (path) => String(path).replaceAll("\\", "/");
  return Object.assign(slash, { default: slash });
}
