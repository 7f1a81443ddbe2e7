import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createThrowAwayAuthority } from "@lockkeeper/intercept";
import { expect, onTestFinished, test } from "vitest";
import { FakeFeed } from "../test/fake-feed.ts";
import { createFeedFetch } from "./feed-fetch.ts";
import type { FeedClient, FeedProxy, FeedRequest } from "./feed-fetch.ts";
import { fetchText } from "./fetch-text.ts";

function openClient(proxy: FeedProxy = {}): FeedClient {
  const client = createFeedFetch({
    userAgent: "lockkeeper/test",
    proxy,
    headersTimeoutMs: 2000,
    bodyTimeoutMs: 2000,
  });
  onTestFinished(() => client.close());
  return client;
}

function requestFor(url: string, over: Partial<FeedRequest> = {}): FeedRequest {
  return { url, headers: {}, access: {}, deadlineMs: 5000, ...over };
}

async function startFeed(): Promise<FakeFeed> {
  const feed = await FakeFeed.start();
  onTestFinished(() => feed.close());
  return feed;
}

test("createFeedFetch goes through the proxy that is named, but not to this machine", async () => {
  const proxy = await startFeed();
  const feed = await startFeed();
  proxy.files.set("http://feeds.example/all.jsonl", "from the proxy");
  feed.files.set("all.jsonl", "directly");
  const { fetch } = openClient({ httpProxy: proxy.url });

  const far = await fetchText(fetch, { url: "http://feeds.example/all.jsonl", access: {}, maxBytes: 100 });
  const near = await fetchText(fetch, { url: `${feed.url}/all.jsonl`, access: {}, maxBytes: 100 });

  expect([far, near]).toEqual(["from the proxy", "directly"]);
});

test("createFeedFetch goes past the proxy to hosts that are excepted", async () => {
  const proxy = await startFeed();
  const { fetch } = openClient({ httpProxy: proxy.url, noProxy: "feeds.invalid" });

  await expect(fetch(requestFor("http://feeds.invalid/all.jsonl"))).rejects.toMatchObject({
    code: "FEEDS_UNREACHABLE",
  });
  expect(proxy.requests).toEqual([]);
});

test("createFeedFetch takes a certificate of the authority that a source names, and no other", async () => {
  const authority = createThrowAwayAuthority({ now: Date.now(), randomBytes });
  const server = createServer(
    { SNICallback: (name, answer) => answer(null, authority.contextFor(name)) },
    (_request, response) => response.end("secret"),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // A server that listens on a port has an address of that form.
  const { fetch } = openClient();
  const url = `https://localhost:${port}/`;

  await expect(fetch(requestFor(url))).rejects.toMatchObject({ code: "FEEDS_UNREACHABLE" });
  expect(await fetchText(fetch, { url, access: { ca: authority.certificate }, maxBytes: 100 })).toBe(
    "secret",
  );
});

test("createFeedFetch ends an answer that goes on beyond its deadline", async () => {
  const feed = await startFeed();
  feed.files.set("all.jsonl", "x".repeat(1000));
  feed.faults.set("all.jsonl", { kind: "stall", after: 10 });
  const { fetch } = openClient();

  const response = await fetch(requestFor(`${feed.url}/all.jsonl`, { deadlineMs: 200 }));
  const read = async (): Promise<void> => {
    for await (const chunk of response.body) expect(chunk.length).toBeGreaterThan(0);
  };

  await expect(read()).rejects.toMatchObject({ code: "FEEDS_UNREACHABLE" });
});

test("createFeedFetch refuses an address that is not of the web", async () => {
  const feed = await startFeed();
  const { fetch } = openClient();
  feed.faults.set("ftp", { kind: "redirect", location: "ftp://feeds.example/" });

  await expect(fetch(requestFor("ftp://feeds.example/"))).rejects.toMatchObject({
    code: "FEEDS_BAD_SETTINGS",
  });
  await expect(fetch(requestFor(`${feed.url}/ftp`))).rejects.toMatchObject({ code: "FEEDS_BAD_ANSWER" });
});
