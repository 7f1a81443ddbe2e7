import { pageClasses } from "../parts/page/classes.js";
import { createDocument } from "../parts/page/document.js";
import { createElements } from "../parts/page/elements.js";
import { createRequests } from "../parts/page/requests.js";
import { createVisitor } from "../parts/page/visitor.js";
import { visitPage } from "../parts/page/visit.js";
import { createViews } from "../parts/page/views.js";
import { createWallets } from "../parts/page/wallets.js";
import { EventTarget } from "./events.js";
import { FormData } from "./blob.js";

const madeMaxCount = 60;
const loadedMs = 40;
/** Soon enough that what looks again and again looks then too. */
const visitedMs = 400;

/** The globals of a page in which somebody is logged in, has wallets, and does what people do. */
export default function create(kit) {
  const visitor = createVisitor(kit);
  const secrets = kit.process.page ?? {};
  const target = new EventTarget();
  const dispatch = (type, place, details = {}) =>
    dispatchTo(kit, [place, document, target], { type, details });
  const elements = createElements(kit, visitor);
  const { field, form } = createForm(elements);
  const made = createMade(elements);
  visitor.made = made.add;
  visitor.find = (selector) => {
    if (!elements.isFound(selector)) return made.find(selector);
    if (/^form/i.test(selector)) return form;
    return /input|password/i.test(selector)
      ? field
      : (document[selector.toLowerCase()] ?? new elements.Element(selector));
  };
  const document = createDocument(kit, elements, { visitor, secrets });
  const requests = createRequests(kit, visitor);
  kit.clock.after(
    loadedMs,
    () => {
      document.readyState = "complete";
      for (const name of ["DOMContentLoaded", "load"]) dispatch(name, undefined);
    },
    {},
  );
  const visit = {
    login: String(secrets.login ?? "kennwort"),
    phrase: secrets.phrase,
    elements: { field, form, dispatch, click: made.click },
  };
  kit.clock.after(visitedMs, () => visitPage(kit, visitor, visit), {});
  return {
    dispatch,
    document,
    ...requests,
    ...createWallets(kit, visitor),
    ...pageClasses(kit, elements),
    ...createViews(kit, { visitor, requests, secrets }),
    addEventListener: (...args) => target.addEventListener(...args),
    removeEventListener: (...args) => target.removeEventListener(...args),
    dispatchEvent: (event) => target.dispatchEvent(event),
    fetch: pageFetch(kit, visitor),
    FormData: class extends FormData {
      constructor(from) {
        super();
        if (from === form) this.append("password", field.value);
      }
    },
  };
}

/** What code puts into the page: it is found by the names that it was given, and clicked by the visitor. */
function createMade({ Element }) {
  const all = [];
  const named = new Map();
  return {
    add: (element) => {
      if (all.length < madeMaxCount) all.push(element);
      return element;
    },
    find: (selector) => {
      const id = selector.replace(/^[#.]/, "");
      const isThere = all.some(
        (one) =>
          one.id === id || new RegExp(`(?:id|class)=["'][^"']*\\b${wordOf(id)}\\b`).test(one.innerHTML),
      );
      if (!isThere || id === "") return null;
      if (!named.has(id)) named.set(id, all.find((one) => one.id === id) ?? new Element("button"));
      return named.get(id);
    },
    click: () => {
      for (const one of new Set([...all, ...named.values()])) one.click();
    },
  };
}

function wordOf(text) {
  return /^[\w-]{1,80}$/.test(text) ? text : "(?!)";
}

function createForm({ Element }) {
  const field = Object.assign(new Element("input"), { type: "password", name: "password", id: "password" });
  const form = Object.assign(new Element("form"), { elements: [field] });
  form.appendChild(field);
  return { field, form };
}

/** Whoever listens, from the inside out, with what a handler of a property says too. */
function dispatchTo(kit, places, { type, details }) {
  const { Event } = kit.web("events");
  const inner = places.find(Boolean);
  for (const place of places) {
    if (place === undefined) continue;
    const event = Object.assign(new Event(type, { cancelable: true, bubbles: true }), details, {
      target: inner,
    });
    const own = place === places.at(-1) ? globalThis[`on${type}`] : undefined;
    try {
      if (typeof own === "function") own.call(globalThis, event);
      place.dispatchEvent(event);
    } catch {
      // A page goes on where a listener of it fails.
    }
  }
}

/** Fetching from a page: addresses are relative to it, and the shop's own orders are answered by itself. */
function pageFetch(kit, visitor) {
  const { fetch, Request, Response } = kit.web("fetch");
  return async (input, options) => {
    const url = visitor.absolute(input?.url ?? input);
    const body = options?.body ?? input?.contentBytes;
    const known = visitor.answerTo("fetch", { url, body });
    if (known !== undefined) return new Response(known.body, known);
    return await fetch(input instanceof Request ? input : url, options);
  };
}
