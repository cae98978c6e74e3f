// Survey pages that were open with a signal open again without one. Signing out throws the copies away (pages.js).
"use strict";

const SHELF = "doudi-survey";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  const keeps =
    event.request.method === "GET" &&
    asked.origin === self.location.origin &&
    (asked.pathname.startsWith("/surveys/") || asked.pathname.startsWith("/static/"));
  if (keeps) {
    event.respondWith(fresh(event.request));
  }
});

async function fresh(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await shelf.put(request.url, answer.clone());
    }
    return answer;
  } catch (lost) {
    const kept = await shelf.match(request.url);
    if (kept) {
      return kept;
    }
    throw lost;
  }
}
