import { EventTarget } from "../../web/events.js";

/** What a page's tree is made of. */
export class Node extends EventTarget {
  nodeType = 1;
  childNodes = [];
  parentNode = null;
  ownerDocument = null;
  get children() {
    return this.childNodes;
  }
  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get lastChild() {
    return this.childNodes.at(-1) ?? null;
  }
  get parentElement() {
    return this.parentNode;
  }
  get nextSibling() {
    return null;
  }
  get isConnected() {
    return true;
  }
  appendChild(child) {
    this.childNodes.push(child);
    child.parentNode = this;
    child.connected?.();
    return child;
  }
  append(...all) {
    for (const one of all) if (typeof one === "object") this.appendChild(one);
  }
  prepend(...all) {
    this.append(...all);
  }
  insertBefore(child) {
    return this.appendChild(child);
  }
  replaceChild(child, old) {
    this.removeChild(old);
    this.appendChild(child);
    return old;
  }
  removeChild(child) {
    this.childNodes = this.childNodes.filter((one) => one !== child);
    return child;
  }
  remove() {
    this.parentNode?.removeChild(this);
  }
  contains() {
    return true;
  }
  cloneNode() {
    return new this.constructor(this.nodeName);
  }
}

/** What elements can be asked and told, whatever they are. */
export class QuietElement extends Node {
  attributes = new Map();
  style = { setProperty: () => undefined, removeProperty: () => "", getPropertyValue: () => "" };
  dataset = {};
  innerHTML = "";
  textContent = "";
  value = "";
  classList = { add: () => undefined, remove: () => undefined, toggle: () => true, contains: () => false };

  constructor(name = "div") {
    super();
    this.tagName = String(name).toUpperCase();
    this.nodeName = this.tagName;
    this.localName = this.tagName.toLowerCase();
  }
  setAttribute(name, value) {
    this.attributes.set(String(name), String(value));
    this.attributeSet(String(name), value);
  }
  getAttribute(name) {
    return this.attributes.get(String(name)) ?? null;
  }
  hasAttribute(name) {
    return this.attributes.has(String(name));
  }
  removeAttribute(name) {
    this.attributes.delete(String(name));
  }
  insertAdjacentHTML() {}
  attachShadow() {
    this.shadowRoot = new this.constructor("shadow");
    return this.shadowRoot;
  }
  querySelector(selector) {
    return this.find(String(selector));
  }
  querySelectorAll(selector) {
    const one = this.querySelector(selector);
    return one === null ? [] : [one];
  }
  getElementsByTagName(name) {
    return this.querySelectorAll(name);
  }
  getElementsByClassName() {
    return [];
  }
  closest() {
    return null;
  }
  matches() {
    return false;
  }
  getBoundingClientRect() {
    return { x: 0, y: 0, top: 0, left: 0, right: 800, bottom: 600, width: 800, height: 600 };
  }
  focus() {}
  blur() {}
  click() {
    this.dispatchEvent(this.eventOf("click"));
  }
  toDataURL() {
    return "data:image/png;base64,iVBORw0KGgo=";
  }
}
