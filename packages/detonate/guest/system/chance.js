const { bind } = Function.prototype;
const { random: originalRandom } = Math;
const step = 1 / 1_048_576;

/** What the guest's own code takes for chance, of which nobody is told. */
export function drawNumber() {
  return originalRandom();
}

/**
 * Tells that code asks for chance. In worlds where chance falls in a certain way, it falls about there each time: code that acts now and
 * then acts in one of them.
 */
export function watchChance(note, place) {
  let count = 0;
  const random = () => {
    count += 1;
    if (count === 1) note("chance", "Math.random");
    if (typeof place !== "number") return originalRandom();
    return Math.min(Math.max(place + (count % 64) * step, 0), 1 - step);
  };
  const watched = Reflect.apply(bind, random, [undefined]);
  Object.defineProperty(watched, "name", { value: "random", configurable: true });
  Object.defineProperty(Math, "random", {
    value: watched,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
