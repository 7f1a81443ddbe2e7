import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { LogLine } from "@lockkeeper/core";
import { FakeClock } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";
import { boundConnections } from "./connection-bound.ts";

class FakeSocket extends EventEmitter {
  readonly remoteAddress: string | undefined;
  isDestroyed = false;

  constructor(remoteAddress: string | undefined) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy(): void {
    this.isDestroyed = true;
    this.emit("close");
  }
}

interface Bounded {
  readonly clock: FakeClock;
  readonly logged: readonly LogLine[];
  connect(address: string | undefined): FakeSocket;
}

function create(maxPerAddress: number): Bounded {
  const server = new EventEmitter();
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  const logged: LogLine[] = [];
  const logger = { log: (_level: string, line: LogLine) => void logged.push(line) };
  boundConnections(server as Server, { maxPerAddress, clock, logger }); // only its events are used
  return {
    clock,
    logged,
    connect: (address) => {
      const socket = new FakeSocket(address);
      server.emit("connection", socket);
      return socket;
    },
  };
}

describe("boundConnections", () => {
  test("boundConnections ends what is beyond the bound, and makes room when one closes", () => {
    const { connect } = create(2);

    const [first, second, third] = ["192.0.2.1", "192.0.2.1", "192.0.2.1"].map(connect);
    first?.emit("close");
    const fourth = connect("192.0.2.1");

    expect([first, second, third, fourth].map((socket) => socket?.isDestroyed)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test.each(["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])(
    "boundConnections leaves this machine's own address %s alone",
    (address) => {
      const { connect } = create(1);

      const sockets = [connect(address), connect(address), connect(address)];

      expect(sockets.filter(({ isDestroyed }) => isDestroyed)).toEqual([]);
    },
  );

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["192.0.2.1", "::ffff:192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["2001:db8::1", "2001:db9::1", false],
  ])("boundConnections counts %s and %s together: %j", (one, other, isTogether) => {
    const { connect } = create(1);
    connect(one);

    const second = connect(other);

    expect(second.isDestroyed).toBe(isTogether);
  });

  test("boundConnections tells of a flood once a minute", () => {
    const { connect, clock, logged } = create(1);

    for (let count = 0; count < 5; count += 1) connect("192.0.2.1");
    const early = logged.length;
    clock.advance(60_000);
    connect("192.0.2.1");

    expect([early, logged.length]).toEqual([1, 2]);
  });
});
