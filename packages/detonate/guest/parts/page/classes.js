const nothing = () => undefined;

/** Classes of pages that code extends, watches with, or asks for. */
export function pageClasses(kit, { Node, Element, HTMLElement }) {
  class Observer {
    observe() {}
    unobserve() {}
    disconnect() {}
    takeRecords() {
      return [];
    }
  }
  const kinds = [
    "Script",
    "Image",
    "Input",
    "Form",
    "Div",
    "IFrame",
    "Canvas",
    "Anchor",
    "Style",
    "Button",
    "Video",
  ];
  const named = Object.fromEntries(kinds.map((kind) => [`HTML${kind}Element`, class extends HTMLElement {}]));
  const tagged = (name) =>
    class extends Element {
      constructor() {
        super(name);
      }
    };
  const defined = new Map();
  return {
    Node,
    Element,
    HTMLElement,
    SVGElement: class extends Element {},
    Document: class extends Node {},
    DocumentFragment: class extends Node {},
    ShadowRoot: class extends Node {},
    Text: class extends Node {},
    Comment: class extends Node {},
    ...named,
    Image: tagged("img"),
    Audio: tagged("audio"),
    MutationObserver: Observer,
    IntersectionObserver: Observer,
    ResizeObserver: Observer,
    PerformanceObserver: Observer,
    DOMParser: kit.ghost("DOMParser"),
    customElements: {
      define: (name, kind) => defined.set(name, kind),
      get: (name) => defined.get(name),
      whenDefined: () => new Promise(nothing),
      upgrade: nothing,
    },
    CSSStyleSheet: class CSSStyleSheet {
      replaceSync() {}
    },
  };
}
