/**
 * What a node of a block chain would answer to a call by JSON: chains are where droppers keep the addresses of what they fetch, in
 * memos, logs and contracts. Nothing where the body is no such call.
 */
export function chainAnswer(body: string, mark: string): unknown {
  if (!body.includes('"jsonrpc"') || !body.includes('"method"')) return undefined;
  const method = /"method"\s*:\s*"(\w{1,60})"/.exec(body.slice(0, 10_000))?.[1] ?? "";
  return { jsonrpc: "2.0", id: 1, result: resultOf(method, `https://drop.invalid/${mark}`) };
}

function resultOf(method: string, address: string): unknown {
  const signature =
    "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
  switch (method) {
    case "getSignaturesForAddress":
      return [
        {
          signature,
          slot: 311_204_118,
          blockTime: 1_774_947_164,
          err: null,
          memo: `[${address.length}] ${address}`,
        },
      ];
    case "getTransaction":
      return { slot: 311_204_118, meta: { err: null, logMessages: [`Program log: Memo: "${address}"`] } };
    case "getAccountInfo":
      return { value: { data: [Buffer.from(address).toString("base64"), "base64"], lamports: 2_039_280 } };
    case "eth_call":
      return `0x${word(32)}${word(address.length)}${Buffer.from(address).toString("hex").padEnd(192, "0")}`;
    case "eth_getTransactionByHash":
      return {
        hash: `0x${word(7)}`,
        input: `0x${Buffer.from(address).toString("hex")}`,
        blockNumber: "0x12a05f2",
      };
    case "eth_getLogs":
      return [{ data: `0x${Buffer.from(address).toString("hex")}`, topics: [] }];
    default:
      return "0x12a05f2";
  }
}

function word(number: number): string {
  return number.toString(16).padStart(64, "0");
}
