/** A path with forward slashes and without one at its end. */
export default function create() {
  const normalize = (path, keepsEnd = true) => {
    const slashed = String(path).replaceAll(/[\\/]+/g, "/");
    return keepsEnd && slashed.length > 1 ? slashed.replace(/[/]$/, "") : slashed;
  };
  return Object.assign(normalize, { default: normalize });
}
