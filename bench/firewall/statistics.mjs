/** The median of some numbers. */
export function medianOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and greatest. */
export function spreadOf(numbers) {
  return { median: medianOf(numbers), min: Math.min(...numbers), max: Math.max(...numbers) };
}
