const nothing = () => undefined;

/** The page itself: what is asked for in it, and what is known of who is logged in. */
export function createDocument(kit, { Node, Element }, { visitor, secrets }) {
  const [html, head, body] = ["html", "head", "body"].map((name) => new Element(name));
  const cookies = [`session=${secrets.cookie ?? "none"}`, "theme=dark"];
  const document = Object.assign(new Node(), {
    nodeType: 9,
    documentElement: html,
    html,
    head,
    body,
    readyState: "loading",
    title: "Checkout",
    referrer: "",
    hidden: false,
    visibilityState: "visible",
    currentScript: new Element("script"),
    forms: [],
    scripts: [],
    defaultView: globalThis,
    implementation: { createHTMLDocument: () => document },
    createElement: (name) => visitor.made(new Element(name)),
    createElementNS: (_, name) => new Element(name),
    createTextNode: (text) => Object.assign(new Node(), { nodeType: 3, textContent: String(text) }),
    createComment: () => new Node(),
    createDocumentFragment: () => new Element("fragment"),
    createEvent: () => ({ initEvent: nothing }),
    createRange: () => kit.ghost("range"),
    getElementById: (id) => visitor.find(`#${id}`),
    querySelector: (selector) => visitor.find(String(selector)),
    querySelectorAll: (selector) => [visitor.find(String(selector))].filter(Boolean),
    getElementsByTagName: (name) => [visitor.find(String(name))].filter(Boolean),
    getElementsByClassName: () => [],
    hasFocus: () => true,
    execCommand: () => true,
    write: nothing,
    open: () => document,
    close: nothing,
  });
  Object.defineProperty(document, "cookie", {
    get: () => {
      kit.observe("env", "document.cookie", { name: "cookie" });
      return cookies.join("; ");
    },
    set: (text) => {
      cookies.push(String(text).split(";", 1)[0]);
    },
  });
  return document;
}
