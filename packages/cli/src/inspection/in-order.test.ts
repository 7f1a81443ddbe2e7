import { describe, expect, test } from "vitest";

import { mapInOrder } from "./in-order.ts";

async function* from<Item>(items: Iterable<Item>): AsyncIterable<Item> {
  yield* items;
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function createGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("mapInOrder()", () => {
  test("mapInOrder() yields in the order of the subjects, whatever is done first", async () => {
    const gates = [0, 1, 2, 3].map(() => createGate());
    const done: number[] = [];

    const results = collect(
      mapInOrder(
        from([0, 1, 2, 3]),
        async (index) => {
          await gates[index]?.opened;
          done.push(index);
          return index;
        },
        { concurrency: 4, aheadMax: 8 },
      ),
    );
    for (const gate of gates.toReversed()) {
      gate.open();
      await new Promise(setImmediate);
    }

    expect(await results).toEqual([0, 1, 2, 3]);
    expect(done).toEqual([3, 2, 1, 0]);
  });

  test("mapInOrder() works on as many at once as it may, and takes no more than may wait", async () => {
    let taken = 0;
    let active = 0;
    let most = 0;
    function* numbers(): Iterable<number> {
      for (let index = 0; index < 200; index += 1) {
        taken += 1;
        yield index;
      }
    }
    const first = createGate();

    const results = mapInOrder(
      from(numbers()),
      async (index) => {
        active += 1;
        most = Math.max(most, active);
        if (index === 0) await first.opened;
        await new Promise(setImmediate);
        active -= 1;
        return index;
      },
      { concurrency: 3, aheadMax: 10 },
    );
    const start = results.next();
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    const takenWhileWaiting = taken;
    first.open();
    const rest = [await start, ...(await collect(results))];

    expect(takenWhileWaiting).toBeLessThanOrEqual(11);
    expect(most).toBe(3);
    expect(rest).toHaveLength(200);
  });

  test("mapInOrder() gives what it had before the subjects ended with an error", async () => {
    async function* broken(): AsyncIterable<number> {
      yield 1;
      throw new TypeError("gone");
    }
    const seen: number[] = [];

    const run = async (): Promise<void> => {
      for await (const item of mapInOrder(broken(), async (each) => each, { concurrency: 2, aheadMax: 4 })) {
        seen.push(item);
      }
    };

    await expect(run()).rejects.toThrow("gone");
    expect(seen).toEqual([1]);
  });

  test("mapInOrder() ends when nobody reads on, also while the subjects wait", async () => {
    async function* endless(): AsyncIterable<number> {
      yield 1;
      await new Promise(() => undefined);
    }

    for await (const item of mapInOrder(endless(), async (each) => each, { concurrency: 2, aheadMax: 4 })) {
      expect(item).toBe(1);
      break;
    }
  });
});
