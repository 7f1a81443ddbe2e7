/**
 * When triggers are pulled where nothing is said, milliseconds since 1970: a working day in the morning, in UTC. What waits for a
 * date is told the same one by everybody, so that two people see the same.
 */
export const usualStart: number = Date.UTC(2026, 10, 17, 9, 24, 31);
