const typingMs = 20;

/** What somebody does in a page once it is at rest: typing, copying, paying. Each step is tried, whatever the one before did. */
export function visitPage(kit, visitor, { login, phrase, elements }) {
  const { addresses } = visitor;
  const steps = [
    async () => elements.click(),
    ...typing(kit, login, elements),
    async () => recovering(phrase, elements),
    () => copying(kit, visitor),
    () => transfer(visitor, addresses),
    () => token(visitor, addresses),
    () => solanaTransfer(visitor, addresses),
    () => tronTransfer(visitor, addresses),
    () => ordering(visitor),
    () => olderOrdering(visitor),
  ];
  const next = () => {
    const step = steps.shift();
    if (step === undefined) return;
    void Promise.resolve()
      .then(step)
      .catch(() => undefined)
      .then(() => kit.clock.after(typingMs, next, {}));
  };
  next();
}

function typing(kit, login, { field, form, dispatch }) {
  const press = (key) => () => {
    const details = {
      key,
      code: `Key${key.toUpperCase()}`,
      keyCode: key.charCodeAt(0),
      which: key.charCodeAt(0),
    };
    field.value += key;
    for (const name of ["keydown", "keypress", "input", "keyup"])
      dispatch(name, field, { ...details, data: key });
  };
  return [
    ...[...login].map(press),
    () => dispatch("change", field, {}),
    () => dispatch("blur", field, {}),
    () => dispatch("submit", form, {}),
  ].map((step) => async () => step());
}

/** Who gets back into a wallet leaves the phrase in the field for a while. */
function recovering(phrase, { field, dispatch }) {
  if (phrase === undefined) return;
  field.value = phrase;
  dispatch("input", field, { data: phrase });
}

async function copying(kit, visitor) {
  const { paid } = visitor.addresses;
  kit.web("page").dispatch("copy", undefined, {
    clipboardData: { setData: (_, text) => visitor.copied(text), getData: () => paid },
  });
  visitor.expect([paid]);
  await globalThis.navigator.clipboard.writeText(paid);
}

async function transfer(visitor, { own, paid }) {
  await globalThis.ethereum.request({ method: "eth_requestAccounts" });
  visitor.expect([paid]);
  const sent = { from: own, to: paid, value: "0x2386f26fc10000" };
  await globalThis.ethereum.request({ method: "eth_sendTransaction", params: [sent] });
}

/** The transfer of a token: whom it is for stands in the data. */
async function token(visitor, { own, paid }) {
  const contract = "0xdac17f958d2ee523a2206206994597c13d831ec7";
  const data = `0xa9059cbb${paid.slice(2).padStart(64, "0")}${"3b9aca00".padStart(64, "0")}`;
  visitor.expect([paid.slice(2)]);
  const params = [{ from: own, to: contract, data }];
  await globalThis.ethereum.request({ method: "eth_sendTransaction", params });
}

async function solanaTransfer(visitor, { ownSolana, paidSolana }) {
  const key = (text) => ({ toBase58: () => text, toString: () => text });
  const keys = [ownSolana, paidSolana].map((text) => ({
    pubkey: key(text),
    isSigner: false,
    isWritable: true,
  }));
  const accounts = keys.map(({ pubkey }) => pubkey);
  visitor.expect([paidSolana]);
  await globalThis.solana.signAndSendTransaction({
    recipient: paidSolana,
    instructions: [{ keys, accounts, programId: key("11111111111111111111111111111111") }],
  });
}

async function tronTransfer(visitor, { paidTron }) {
  visitor.expect([paidTron]);
  await globalThis.tronWeb.trx.sendTransaction(paidTron, 1_000_000);
}

async function ordering(visitor) {
  const { paid, paidSolana, paidTron, paidBitcoin } = visitor.addresses;
  visitor.expect([paid]);
  const answer = await globalThis.fetch(visitor.order, {
    method: "POST",
    body: JSON.stringify({ payTo: paid }),
  });
  visitor.expect([paid, paidSolana, paidTron, paidBitcoin]);
  visitor.compare("fetch", await answer.text());
}

async function olderOrdering(visitor) {
  const { paid, paidSolana, paidTron, paidBitcoin } = visitor.addresses;
  const request = new globalThis.XMLHttpRequest();
  request.open("POST", visitor.order);
  visitor.expect([paid]);
  request.send(JSON.stringify({ payTo: paid }));
  await new Promise((resolve) => request.addEventListener("loadend", resolve));
  visitor.expect([paid, paidSolana, paidTron, paidBitcoin]);
  visitor.compare("XMLHttpRequest", String(request.responseText || request.response));
}
