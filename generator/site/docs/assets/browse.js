/**
 * The page of all rules: a text filter, facets, a table that is sorted by its columns, and pages.
 *
 * Texts of rules are hostile: they become text nodes and values of attributes, never HTML.
 */
(() => {
  "use strict";

  const FACETS = {
    level: "Level",
    status: "Status",
    product: "Product",
    source: "Log source",
    tactic: "Tactic",
    technique: "Technique",
    target: "Target",
    data: "Data needed",
    evidence: "Evidence",
    author: "Author",
  };
  const OPEN = ["level", "product", "tactic"];
  const COLUMNS = {
    title: "Rule",
    level: "Level",
    status: "Status",
    source: "Log source",
    changed: "Changed",
  };
  /** Sorted from the end at first: the gravest and the latest are looked for. */
  const FROM_THE_END = ["level", "changed"];
  const VALUES_SHOWN = 10;
  /** Milliseconds after a key until the address says what was typed. */
  const PAUSE = 250;

  const place = document.getElementById("catalogue-browse");
  const packed = globalThis.catalogueRules;
  if (!place || !packed?.titles.length) return;

  const { unpack, tableOf, read, write } = globalThis.catalogueBrowse;
  const columns = packed.columns;
  const rules = unpack(packed);
  const shownFor = tableOf(packed, rules, Object.keys(FACETS), Object.keys(COLUMNS).slice(1));
  const addressOf = addresses();

  /** @type {Choice} */
  let choice = read(location.hash, Object.keys(FACETS), Object.keys(COLUMNS));
  /** @type {Shown} */
  let shown;
  let typing = false;
  let unsaved = 0;
  let counting = 0;

  /**
   * @param {string} name
   * @param {Record<string, string>} [attributes]
   * @param {...(Node | string)} children
   */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** @param {string} text @param {() => void} press @param {Record<string, string>} [attributes] */
  function button(text, press, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", press);
    return made;
  }

  /** How the address of a page is made from that of the plain index, which MkDocs has checked. */
  function addresses() {
    const index = [...document.links].find((link) => /\/rules\/(index\.html)?$/.test(link.pathname));
    const folder = new URL(".", index?.href ?? new URL("../rules/", location.href));
    const asFiles = index?.getAttribute("href")?.endsWith(".html") ?? false;
    const end = asFiles ? ".html" : location.protocol === "file:" ? "/index.html" : "/";
    return (/** @type {Rule} */ rule) => {
      const [page, section] = rule.address.split("#");
      return `${folder}${page}${end}${section ? `#${section}` : ""}`;
    };
  }

  /** Brings the address up to date without a step that leads back. */
  function save() {
    clearTimeout(unsaved);
    unsaved = 0;
    history.replaceState(null, "", write(choice) || bare());
  }

  const bare = () => location.href.split("#")[0];

  /**
   * @param {Partial<Choice>} change
   * @param {boolean} [typed] all of these in a row are one step back, and wait for each other:
   *   browsers stop taking addresses that change with every key
   */
  function choose(change, typed = false) {
    if (unsaved && !typed) save();
    choice = { ...choice, page: 1, ...change };
    render();
    if (typed && typing) {
      clearTimeout(unsaved);
      unsaved = setTimeout(save, PAUSE);
    } else {
      history.pushState(null, "", write(choice) || bare());
    }
    typing = typed;
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function pick(facet, value, on) {
    const others = (choice.facets[facet] ?? []).filter((other) => other !== value);
    const { [facet]: _, ...rest } = choice.facets;
    const values = on ? [...others, value] : others;
    choose({ facets: values.length ? { ...rest, [facet]: values } : rest });
  }

  const numbers = new Intl.NumberFormat("en");
  const counted = (/** @type {number} */ number) => numbers.format(number);

  /** @param {string} facet @param {string} value */
  function label(facet, value) {
    const name = columns[facet].labels[columns[facet].values.indexOf(value)];
    return name ? `${value} ${name}` : value;
  }

  /** One facet: an element and what brings it up to date. @param {string} name */
  function facetOf(name) {
    const { values } = columns[name];
    const list = element("ul");
    const chosen = element("span", { class: "browse-chosen" });
    const more = button("", () => { all = !all; update(); }, { class: "browse-more" });
    const find = /** @type {HTMLInputElement} */ (
      element("input", { type: "search", "aria-label": `Find in ${FACETS[name]}`, placeholder: "Find" })
    );
    find.addEventListener("input", () => update());
    const long = values.length > VALUES_SHOWN + 2;
    const details = /** @type {HTMLDetailsElement} */ (element(
      "details", { class: "browse-facet" },
      element("summary", {}, FACETS[name], " ", chosen),
      element("fieldset", {}, element("legend", {}, FACETS[name]), ...(long ? [find] : []), list, more),
    ));
    details.open = OPEN.includes(name) || name in choice.facets;
    details.addEventListener("toggle", () => update());
    /** @type {Map<string, {item: HTMLElement, box: HTMLInputElement, count: HTMLElement}>} */
    const items = new Map();
    let all = false;

    /** @param {string} value */
    function itemOf(value) {
      const known = items.get(value);
      if (known) return known;
      const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
      const count = element("span", { class: "browse-number" });
      box.addEventListener("change", () => pick(name, value, box.checked));
      const item = element(
        "li", {}, element("label", {}, box, element("bdi", {}, label(name, value)), count),
      );
      items.set(value, { item, box, count });
      return { item, box, count };
    }

    function update() {
      const picked = choice.facets[name] ?? [];
      chosen.textContent = picked.length ? `${picked.length} chosen` : "";
      if (!details.open) return;
      const counts = shown.counts(name);
      const countOf = (/** @type {string} */ value) => counts.get(values.indexOf(value)) ?? 0;
      const wanted = find.value.trim().toLowerCase();
      let listed = wanted
        ? values.filter((value) => label(name, value).toLowerCase().includes(wanted))
        : [...new Set([...values, ...picked])];
      const found = listed.length;
      if (long) {
        const ranked = new Map(listed.map((value, number) => [
          value, [picked.includes(value) ? 0 : 1, -countOf(value), number],
        ]));
        listed.sort((one, other) => {
          const [a, b] = [ranked.get(one), ranked.get(other)];
          return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
        });
        if (!all) listed = listed.slice(0, Math.max(VALUES_SHOWN, picked.length));
      }
      const focused = document.activeElement;
      list.replaceChildren(...listed.map((value) => {
        const { item, box, count } = itemOf(value);
        const number = countOf(value);
        box.checked = picked.includes(value);
        count.textContent = counted(number);
        item.classList.toggle("browse-none", number === 0 && !box.checked);
        return item;
      }));
      if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
      more.hidden = !long || (!all && found <= listed.length);
      more.textContent = all ? "Show fewer" : `Show all ${counted(found)}`;
    }
    return { details, update };
  }

  const words = /** @type {HTMLInputElement} */ (element("input", {
    type: "search", id: "browse-words", autocomplete: "off", spellcheck: "false",
    "aria-describedby": "browse-hint",
    placeholder: "Title, id, author, event id, field, technique, CVE …",
  }));
  words.addEventListener("input", () => choose({ words: words.value }, true));
  const retired = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  retired.addEventListener("change", () => choose({ retired: retired.checked }));
  const retiredText = element("span");
  const retiredLine = element("label", { class: "browse-retired" }, retired, retiredText);
  const facets = Object.keys(FACETS).map(facetOf);
  const count = element("p", { role: "status", class: "browse-count" });
  const chips = element("ul", { class: "browse-chips", "aria-label": "Chosen filters" });
  const body = element("tbody");
  const headings = Object.entries(COLUMNS).map(([name, text]) => {
    const cell = element("th", { scope: "col", class: `browse-${name}` });
    cell.append(button(text, () => {
      const descending = choice.sort === name ? !choice.descending : FROM_THE_END.includes(name);
      choose({ sort: name, descending });
    }));
    return { name, cell };
  });
  const table = element(
    "table", { class: "browse-table" },
    element("caption", {}, "Detection rules"),
    element("thead", {}, element("tr", {}, ...headings.map(({ cell }) => cell))),
    body,
  );
  const pageText = element("span");
  const turn = (/** @type {number} */ by) => () => {
    const page = shown.page + by;
    if (page < 1 || page > shown.pages) return;
    choose({ page });
    table.scrollIntoView({ block: "start" });
  };
  const before = button("Previous", turn(-1));
  const after = button("Next", turn(1));
  const pager = element("nav", { class: "browse-pager", "aria-label": "Pages of rules" }, before, pageText, after);

  /** @param {Rule} rule */
  function rowOf(rule) {
    const values = (/** @type {string} */ name) => {
      const { sets, rows, values } = columns[name];
      return sets[rows[rule.number]].map((value) => values[value]);
    };
    const [level] = values("level");
    const badge = element("span", { class: "browse-badge", "data-level": level }, element("bdi", {}, level));
    const source = [...values("product"), ...values("source")].filter((text) => text !== "not given");
    const techniques = values("technique").filter((number) => number !== "none");
    const own = techniques.filter((wide) => !techniques.some((other) => other.startsWith(`${wide}.`)));
    const cells = {
      level: [badge],
      status: [element("bdi", {}, values("status").join(" "))],
      source: [element("bdi", {}, source.join(" · ") || "not given")],
      changed: [element("time", {}, values("changed").join(" "))],
    };
    return element(
      "tr", {},
      element(
        "th", { scope: "row", class: "browse-title" },
        element("a", { href: addressOf(rule) }, element("bdi", {}, rule.title)),
        ...own.flatMap((number) => [
          " ", element("bdi", { class: "browse-id", title: label("technique", number) }, number),
        ]),
      ),
      ...Object.entries(cells).map(([name, children]) => element("td", { class: `browse-${name}` }, ...children)),
    );
  }

  function render() {
    shown = shownFor(choice);
    count.textContent = shown.count > 1
      ? `${counted(shown.count)} rules`
      : shown.count ? "1 rule" : "No rule is left; take a word or a filter away.";
    const none = packed.columns.retired.values.indexOf("yes") < 0;
    retired.checked = choice.retired;
    retiredLine.hidden = none;
    retiredText.textContent = choice.retired
      ? `${counted(shown.hidden)} deprecated or unsupported rules among them`
      : `Show ${counted(shown.hidden)} deprecated or unsupported rules as well`;
    chips.replaceChildren(...chipsOf());
    chips.hidden = !chips.children.length;
    for (const { name, cell } of headings) {
      if (choice.sort !== name) cell.removeAttribute("aria-sort");
      else cell.setAttribute("aria-sort", choice.descending ? "descending" : "ascending");
    }
    body.replaceChildren(...shown.rules.map(rowOf));
    table.hidden = !shown.count;
    pager.hidden = shown.pages < 2;
    pageText.textContent = `Page ${counted(shown.page)} of ${counted(shown.pages)}`;
    disable(before, shown.page === 1);
    disable(after, shown.page === shown.pages);
    // A key waits for the table alone; what is typed on meanwhile makes older counts needless.
    clearTimeout(counting);
    counting = setTimeout(() => facets.forEach((facet) => facet.update()));
  }

  /** A button that is disabled keeps the focus, which a reader would lose otherwise.
   * @param {HTMLElement} one @param {boolean} off */
  function disable(one, off) {
    one.setAttribute("aria-disabled", String(off));
  }

  function chipsOf() {
    const made = Object.entries(choice.facets).flatMap(([facet, values]) =>
      values.map((value) => chip(`${FACETS[facet]}: ${label(facet, value)}`, () => pick(facet, value, false))),
    );
    if (!made.length) return [];
    return [...made, element("li", {}, button("Clear all", () => {
      choose({ facets: {} });
      words.focus();
    }))];
  }

  /** @param {string} text @param {() => void} remove */
  function chip(text, remove) {
    const press = button("", () => { remove(); words.focus(); }, { "aria-label": `Remove ${text}` });
    press.append(element("bdi", {}, text), element("span", { "aria-hidden": "true" }, " ×"));
    return element("li", {}, press);
  }

  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) return;
    clearTimeout(unsaved);
    unsaved = 0;
    typing = false;
    choice = read(location.hash, Object.keys(FACETS), Object.keys(COLUMNS));
    words.value = choice.words;
    render();
  });

  addEventListener("pagehide", () => {
    if (unsaved) save();
  });

  const narrow = matchMedia("(max-width: 59.984375em)");
  const panel = /** @type {HTMLDetailsElement} */ (element(
    "details", { class: "browse-facets" }, element("summary", {}, "Filters"),
    ...facets.map((facet) => facet.details),
  ));
  const fold = () => { panel.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  words.value = choice.words;
  place.append(
    element(
      "div", { class: "browse-search" },
      element("label", { for: "browse-words" }, "Filter rules"),
      words,
      element("p", { id: "browse-hint" }, "All words must occur. ",
        element("code", {}, "event:4688"), ", ", element("code", {}, "field:Image"), " or ",
        element("code", {}, 'author:"Jane Doe"'), " look in one place; so do product, source, technique, ",
        "tactic, data, target, status, level, cve and tag."),
    ),
    panel,
    element("div", { class: "browse-rules" }, count, retiredLine, chips, table, pager),
  );
  render();
  place.hidden = false;
})();
