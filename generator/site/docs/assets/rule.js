/* The targets that a reader cares about, chosen on the page of a rule and kept for all of them.

   Without this script every query is shown. A target is a heading in the section of queries that
   is not of the two others there; it ends where the next heading begins. */
(() => {
  "use strict";

  const KEY = "catalogue-targets";
  const OTHERS = /^(sigma-rule|without-a-query)(_\d+)?$/;
  const SECTION = /^detection-rules/;

  /** The chosen ids, null where nothing was ever chosen; of this page where nothing can be kept. */
  let unkept = null;

  function chosen() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(KEY));
      return Array.isArray(kept) ? new Set(kept.map(String)) : null;
    } catch {
      return unkept;
    }
  }

  function keep(ids) {
    unkept = ids;
    try {
      if (ids === null) window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, JSON.stringify([...ids].sort()));
    } catch {
      /* A browser that keeps nothing still shows what was chosen until the page is left. */
    }
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const level = (heading) => Number(heading.tagName.slice(1));
  const isHeading = (node) => /^H[1-6]$/.test(node.tagName);

  function textOf(heading) {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll(".headerlink").forEach((link) => link.remove());
    return copy.textContent.trim();
  }

  /** Each target of the page: its id, the parts of the page that are about it, its heading's id. */
  function targets(content) {
    const found = [];
    for (const section of content.querySelectorAll("h2[id], h3[id]")) {
      if (!SECTION.test(section.id)) continue;
      let target = null;
      for (let node = section.nextElementSibling; node; node = node.nextElementSibling) {
        if (isHeading(node)) {
          if (level(node) <= level(section)) break;
          if (level(node) === level(section) + 1) {
            target = OTHERS.test(node.id)
              ? null
              : { id: textOf(node), anchor: node.id, nodes: [] };
            if (target) found.push(target);
          }
        }
        if (target) target.nodes.push(node);
      }
    }
    return found;
  }

  function entriesOf(anchor) {
    const links = document.querySelectorAll(".md-nav a.md-nav__link[href*='#']");
    return [...links]
      .filter((link) => decodeURIComponent(link.hash.slice(1)) === anchor)
      .map((link) => link.closest("li"))
      .filter(Boolean);
  }

  function start() {
    const content = document.querySelector("article");
    if (!content || content.querySelector(".target-choice")) return;
    const all = targets(content);
    const ids = [...new Set(all.map((target) => target.id))];
    if (ids.length < 2) return;

    const revealed = new Set();
    const boxes = new Map();
    const summary = element("summary");
    const said = element("span");
    const showAll = element("button", { type: "button", textContent: "Show all targets" });
    const hiddenLine = element("p", { className: "target-hidden" }, said, " ", showAll);
    const status = element("div", { role: "status" }, hiddenLine);
    const list = element("fieldset", {}, element("legend", { textContent: "Show the queries for" }));
    for (const id of ids) {
      const box = element("input", { type: "checkbox", value: id });
      boxes.set(id, box);
      list.append(element("label", {}, box, ` ${id}`));
      box.addEventListener("change", () => {
        /* Targets that this page has not, but that were chosen on another, stay chosen. */
        const wanted = chosen();
        const elsewhere = wanted ? [...wanted].filter((other) => !boxes.has(other)) : [];
        const here = ids.filter((other) => boxes.get(other).checked);
        revealed.clear();
        keep(here.length === ids.length ? null : new Set([...elsewhere, ...here]));
        show();
      });
    }
    showAll.addEventListener("click", () => {
      keep(null);
      revealed.clear();
      show();
      summary.focus();
    });

    function show() {
      const wanted = chosen();
      let hidden = 0;
      for (const target of all) {
        const shown = !wanted || wanted.has(target.id) || revealed.has(target.anchor);
        target.nodes.forEach((node) => node.classList.toggle("target-not-shown", !shown));
        entriesOf(target.anchor).forEach((entry) => {
          entry.classList.toggle("target-not-shown", !shown);
        });
        boxes.get(target.id).checked = !wanted || wanted.has(target.id);
        if (!shown) hidden += 1;
      }
      summary.textContent = wanted
        ? `Targets: ${ids.filter((id) => wanted.has(id)).length} of ${ids.length} chosen`
        : `Targets: all ${ids.length}`;
      said.textContent =
        hidden === 1
          ? "The query for 1 other target is hidden."
          : `The queries for ${hidden} other targets are hidden.`;
      hiddenLine.hidden = !hidden;
    }

    /** A link to a hidden target shows it, without a change to what is chosen. */
    function reveal() {
      let anchor = "";
      try {
        anchor = decodeURIComponent(window.location.hash.slice(1));
      } catch {
        return;
      }
      const place = anchor && document.getElementById(anchor);
      const target =
        place && all.find((other) => other.nodes.some((node) => node.contains(place)));
      if (!target || !target.nodes[0].classList.contains("target-not-shown")) return;
      revealed.add(target.anchor);
      show();
      place.scrollIntoView();
    }

    const choice = element("details", { className: "target-choice" }, summary, list);
    const first = content.querySelector("h2[id^='detection-rules'], h3[id^='detection-rules']");
    first.after(choice, status);
    show();
    reveal();
    window.addEventListener("hashchange", reveal);
    window.addEventListener("storage", (event) => {
      if (event.key === KEY) show();
    });
  }

  /* With Material's instant loading a page comes without its scripts being run again. */
  if (window.document$ && typeof window.document$.subscribe === "function") {
    window.document$.subscribe(start);
  } else {
    start();
  }
})();
