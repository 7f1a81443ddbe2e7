import { nameOf } from "./synthetic-packument.mjs";

/** Yields the paths of a target, as load.lua does for wrk. */
export function pathsOf({ mode, start, packages, firstVersion }) {
  if (mode === "same") return () => start;
  let count = 0;
  return () => {
    const number = count;
    count += 1;
    if (mode === "packument") return `/${nameOf(start + number)}`;
    const name = nameOf(start + (number % packages));
    const version = firstVersion + Math.floor(number / packages);
    return `/${name}/-/${name}-1.${Math.floor(version / 10)}.${version % 10}.tgz`;
  };
}
