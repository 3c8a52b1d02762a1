// Keeps the public pages that were read, for when there is no network. What is somebody's own is never asked for here.
"use strict";
const CACHE = "pages-RELEASE";
const ASSETS = /* ASSETS */ [];
const PUBLIC = /^\/(notices|knowledge|surveys|adopted|guide)?(\/[0-9]+)?$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...ASSETS, "/offline"])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
    return;
  }
  if (request.mode !== "navigate") return;
  const isPublic = PUBLIC.test(url.pathname) && url.search === "";
  const fresh = fetch(request).then((answer) => {
    const keeps = isPublic && answer.ok && !/no-store/.test(answer.headers.get("Cache-Control") || "");
    if (keeps) {
      const copy = answer.clone();
      event.waitUntil(caches.open(CACHE).then((cache) => cache.put(url.pathname, copy)));
    }
    return answer;
  });
  const kept = () => (isPublic ? caches.match(url.pathname) : Promise.resolve(undefined));
  event.respondWith(fresh.catch(() => kept().then((page) => page || caches.match("/offline"))));
});
