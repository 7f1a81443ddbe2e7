/** What the things in a basket cost together, in cents. */
export function totalOf(things) {
  return things.reduce((sum, { price, count }) => sum + price * count, 0);
}
