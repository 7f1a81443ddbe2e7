import { Server } from "../parts/network/server.js";
import { Socket } from "../parts/network/socket.js";

const numbers = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** The net module. */
export default function create(kit) {
  class OwnSocket extends Socket {
    constructor() {
      super(kit);
    }
  }
  const connect = (...args) => new OwnSocket().connect(...args);
  const isIPv4 = (text) => numbers.test(String(text));
  const isIPv6 = (text) =>
    /^[\da-f]*:[\da-f:.]*$/i.test(String(text).split("%", 1)[0]) && String(text).includes(":");
  return {
    Socket: OwnSocket,
    Stream: OwnSocket,
    Server,
    connect,
    createConnection: connect,
    createServer: (...args) =>
      new Server(
        kit,
        "net",
        args.find((arg) => typeof arg === "function"),
      ),
    isIP: (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
    isIPv4,
    isIPv6,
    BlockList: class BlockList {
      addAddress() {}
      addRange() {}
      addSubnet() {}
      check() {
        return false;
      }
    },
    getDefaultAutoSelectFamily: () => true,
    setDefaultAutoSelectFamily: () => undefined,
  };
}
