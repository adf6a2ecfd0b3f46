/* The page for addresses that there is no page at: puts its links right, and names the nearest. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (window.catalogueNotFound || !script) return;
  window.catalogueNotFound = true;
  const base = new URL("..", script.src);
  const assumed = new URL(script.dataset.base, location.href);
  const LISTED = 5;
  const LEAST_LIKE = 0.3;
  const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

  /* Where a site begins is a guess of the server's until a script of it was found. */
  function moved(address) {
    const url = new URL(address, location.href);
    if (url.origin !== assumed.origin || !url.pathname.startsWith(assumed.pathname)) return null;
    return new URL(url.pathname.slice(assumed.pathname.length) + url.search + url.hash, base).href;
  }

  function mendAddresses() {
    if (base.href === assumed.href) return;
    const config = document.getElementById("__config");
    if (config) {
      const settings = JSON.parse(config.textContent);
      settings.base = base.href.replace(/\/$/, "");
      settings.search = moved(settings.search) || settings.search;
      config.textContent = JSON.stringify(settings);
    }
    for (const element of document.querySelectorAll("a[href^='/'], link[href^='/'], img[src^='/']")) {
      const name = element.hasAttribute("href") ? "href" : "src";
      const address = moved(element.getAttribute(name));
      if (address) element.setAttribute(name, address);
    }
    for (const old of document.querySelectorAll("script[src^='/']")) {
      const address = moved(old.getAttribute("src"));
      if (!address || address === script.src) continue;
      const again = document.createElement("script");
      again.async = false;
      again.src = address;
      old.replaceWith(again);
    }
  }

  /* How much of the pairs of letters of two words is the same: 1 for all. */
  function pairs(text) {
    const found = new Map();
    for (let place = 0; place + 1 < text.length; place += 1) {
      const pair = text.slice(place, place + 2);
      found.set(pair, (found.get(pair) || 0) + 1);
    }
    return found;
  }

  function likeness(one, other) {
    let same = 0;
    let all = 0;
    for (const [pair, times] of one) same += Math.min(times, other.get(pair) || 0);
    for (const times of one.values()) all += times;
    for (const times of other.values()) all += times;
    return all ? (2 * same) / all : 0;
  }

  function plain(text) {
    return text.toLowerCase().replace(/\.(html|md|ya?ml)$/, "").replace(/[^a-z0-9.]+/g, " ").trim();
  }

  function sought() {
    let path = location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch {
      /* An address that is none is taken as it stands. */
    }
    if (path.startsWith(base.pathname)) path = path.slice(base.pathname.length);
    const parts = path.replace(/\/(index\.html)?$/, "").split("/");
    return { path: plain(parts.join("/")), name: plain(parts[parts.length - 1]), id: ID.exec(path) };
  }

  function nearest(pages, wanted) {
    if (wanted.id) {
      const id = wanted.id[0].toLowerCase();
      const there = pages.filter((page) => page.slice(2).includes(id));
      if (there.length) return there;
    }
    const name = pairs(wanted.name);
    const whole = pairs(wanted.path);
    return pages
      .map((page) => {
        const address = page[0].replace(/\/$/, "").replace(/(\/index)?\.html$/, "");
        const last = plain(address.slice(address.lastIndexOf("/") + 1));
        const like = Math.max(likeness(name, pairs(last)), likeness(name, pairs(plain(page[1]))));
        return { page, like: like + 0.1 * likeness(whole, pairs(plain(address))) };
      })
      .filter((found) => found.like >= LEAST_LIKE)
      .sort((one, other) => other.like - one.like)
      .slice(0, LISTED)
      .map((found) => found.page);
  }

  function show(pages) {
    const wanted = sought();
    const box = document.getElementById("not-found-nearest");
    const list = box.querySelector("ul");
    for (const page of nearest(pages, wanted)) {
      const link = document.createElement("a");
      link.href = new URL(page[0], base).href;
      link.textContent = page[1];
      list.appendChild(document.createElement("li")).appendChild(link);
      box.hidden = false;
    }
    const search = document.getElementById("not-found-search");
    if (wanted.name) {
      const link = search.querySelector("a");
      link.href = new URL(`?q=${encodeURIComponent(wanted.name)}`, base).href;
      link.textContent = `Search this site for “${wanted.name}”`;
      search.hidden = false;
    }
  }

  mendAddresses();
  const list = document.createElement("script");
  list.src = new URL("assets/not-found.pages.js", base).href;
  list.addEventListener("load", () => show(window.cataloguePages || []));
  document.head.appendChild(list);
})();
