import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry under a test's control. */
export interface FakeUpstream {
  readonly url: string;
  readonly port: number;
  /** The requests so far, as they came. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** Serves on a free port of the loopback. */
export async function startFakeUpstream(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeUpstream> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
