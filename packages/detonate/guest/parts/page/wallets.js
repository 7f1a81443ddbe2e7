/** Wallets that extensions put into pages. What reaches them is told, and compared with what the visitor asked for. */
export function createWallets(kit, visitor) {
  const { addresses } = visitor;
  const tell = (api, data) => kit.observe("network", api, data);

  const send = (api, given) => {
    const text = textOf(given);
    if (!visitor.compare(api, text)) tell(api, { method: "send", text });
  };
  const ethereum = {
    isMetaMask: true,
    selectedAddress: addresses.own,
    chainId: "0x1",
    networkVersion: "1",
    isConnected: () => true,
    enable: async () => [addresses.own],
    on: () => ethereum,
    once: () => ethereum,
    removeListener: () => ethereum,
    async request({ method, params } = {}) {
      if (/send|sign/i.test(String(method))) send("ethereum.request", { method, params });
      else kit.note("wallet", String(method));
      return answerOf(String(method), addresses);
    },
    async send(method, params) {
      return typeof method === "object" ? ethereum.request(method) : ethereum.request({ method, params });
    },
    sendAsync(payload, done) {
      void ethereum
        .request(payload)
        .then((result) => done?.(null, { id: payload?.id, jsonrpc: "2.0", result }));
    },
  };
  const publicKey = { toString: () => addresses.ownSolana, toBase58: () => addresses.ownSolana };
  const solana = {
    isPhantom: true,
    isConnected: true,
    publicKey,
    connect: async () => ({ publicKey }),
    disconnect: async () => undefined,
    on: () => solana,
    async signTransaction(transaction) {
      send("solana.signTransaction", transaction);
      return transaction;
    },
    async signAllTransactions(all) {
      send("solana.signAllTransactions", all);
      return all;
    },
    async signAndSendTransaction(transaction) {
      send("solana.signAndSendTransaction", transaction);
      return { signature: "5".repeat(88) };
    },
    signMessage: async () => ({ signature: new Uint8Array(64) }),
  };
  const tronWeb = {
    ready: true,
    defaultAddress: { base58: addresses.ownTron, hex: "41".padEnd(42, "0") },
    trx: {
      async sendTransaction(to, amount) {
        send("tronWeb.trx.sendTransaction", { to, amount });
        return { result: true, txid: "a".repeat(64) };
      },
      async sign(transaction) {
        send("tronWeb.trx.sign", transaction);
        return transaction;
      },
      getBalance: async () => 250_000_000,
    },
  };
  return { ethereum, solana, tronWeb };
}

function answerOf(method, { own }) {
  switch (method) {
    case "eth_accounts":
    case "eth_requestAccounts":
      return [own];
    case "eth_chainId":
      return "0x1";
    case "eth_getBalance":
      return "0x29a2241af62c0000";
    default:
      return /send|sign/i.test(method) ? `0x${"c".repeat(64)}` : null;
  }
}

function textOf(value) {
  try {
    return JSON.stringify(value, (_, inner) =>
      typeof inner?.toBase58 === "function"
        ? String(inner.toBase58())
        : typeof inner === "bigint"
          ? `${inner}`
          : inner,
    );
  } catch {
    // What cannot be written is not compared.
    return "";
  }
}
