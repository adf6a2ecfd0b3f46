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
  /** Milliseconds after a key until the address says what was typed. */
  const PAUSE = 250;

  const place = document.getElementById("catalogue-browse");
  const packed = globalThis.catalogueRules;
  if (!place || !packed?.titles.length) return;

  const { unpack, tableOf, read, write, element, button, counted, labelIn, facetOf } =
    globalThis.catalogueBrowse;
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

  /** @param {string} facet @param {string} value */
  const label = (facet, value) => labelIn(columns[facet], value);

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
  const facets = Object.entries(FACETS).map(([name, title]) => facetOf({
    title,
    column: columns[name],
    open: OPEN.includes(name) || name in choice.facets,
    picked: () => choice.facets[name] ?? [],
    counts: () => shown.counts(name),
    pick: (/** @type {string} */ value, /** @type {boolean} */ on) => pick(name, value, on),
  }));
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

  /** A text that may be broken after its underscores. @param {string} text */
  const breakable = (text) => text.split(/(?<=[_/.])/).flatMap((part) => [part, element("wbr")]);

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
      source: [element("bdi", {}, ...breakable(source.join(" · ") || "not given"))],
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
