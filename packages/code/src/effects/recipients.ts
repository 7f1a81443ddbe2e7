import type { Machine } from "../engine/machine.ts";
import { namingOf } from "../engine/taint.ts";
import { keyText, renderText } from "../engine/texts.ts";
import type { Value } from "../engine/values.ts";

/** Members and fields that say who gets a message, without what separates words and without an ending of the list. */
const recipientKeys: ReadonlySet<string> = new Set([
  "to",
  "cc",
  "bcc",
  "recipient",
  "rcpt",
  "rcptto",
  "chat",
]);
const endings = /(?:addresses|address|recipients|recipient|emails|email|list|id|ids|s)$/;
const keyMaxLength = 24;

/** Methods that take a field and its value, and methods that put a value into a field of their name. */
const fieldSetters: ReadonlySet<string> = new Set(["append", "set", "add", "setHeader", "addHeader"]);
const ownSetter = /^(?:add|set|with|push)?(?=[A-Z]|b?cc$|to$)/;

const mailAddress = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
const account =
  /^(?:0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[a-z0-9]{30,62}|T[1-9A-HJ-NP-Za-km-z]{33})$/;
const chat = /^-?\d{6,16}$|^@\w{5,32}$/;
const notedMaxCount = 8;
const readMaxLength = 2_000;

/** Notes the constant addresses that a member of a message names as its recipients. */
export function noteRecipients(m: Machine, key: string | undefined, value: Value): void {
  const field = key === undefined ? undefined : fieldOf(key);
  if (field === undefined) return;
  const text = renderText(value).slice(0, readMaxLength);
  for (const address of field === "chat" ? chatsIn(text) : addressesIn(text)) {
    m.note({ kind: "recipient", api: field, argument: address, naming: namingOf(value) });
  }
}

/** The same for a call: `form.append("bcc", x)`, `mail.addBcc(x)`. */
export function noteRecipientsOfCall(m: Machine, name: string, args: readonly Value[]): void {
  if (args.length === 0) return;
  if (fieldSetters.has(name)) noteRecipients(m, keyText(args[0]), args[1]);
  else if (name.length <= keyMaxLength && ownSetter.test(name))
    noteRecipients(m, name.replace(ownSetter, ""), args[0]);
}

function fieldOf(key: string): string | undefined {
  if (key.length < 2 || key.length > keyMaxLength) return undefined;
  const plain = key.toLowerCase().replaceAll(/[_-]/g, "");
  if (recipientKeys.has(plain)) return plain;
  const stem = plain.replace(endings, "");
  return recipientKeys.has(stem) ? stem : undefined;
}

function addressesIn(text: string): readonly string[] {
  if (account.test(text)) return [text];
  return text.includes("@") ? (text.match(mailAddress) ?? []).slice(0, notedMaxCount) : [];
}

function chatsIn(text: string): readonly string[] {
  return chat.test(text) ? [text] : [];
}
