/**
 * A filter of the page of all rules: the values of one column, each with a box to choose it and the
 * number of rules that it would leave. And the elements that the page is made of.
 *
 * @typedef {object} Facet
 * @property {string} title
 * @property {Choices} column
 * @property {boolean} open whether it shows its values at first
 * @property {() => string[]} picked the values that are chosen
 * @property {() => Map<number, number>} counts by the number of a value, how many rules have it
 * @property {(value: string, on: boolean) => void} pick
 */
globalThis.catalogueBrowse ??= {};

(() => {
  "use strict";

  /** A column with a few more values is shown whole all the same. */
  const VALUES_SHOWN = 10;

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

  const numbers = new Intl.NumberFormat("en");
  const counted = (/** @type {number} */ number) => numbers.format(number);

  /** @param {Choices} column @param {string} value */
  function labelIn(column, value) {
    const name = column.labels[column.values.indexOf(value)];
    return name ? `${value} ${name}` : value;
  }

  /**
   * An element, and what brings it up to date.
   *
   * @param {Facet} facet
   */
  function facetOf({ title, column, open, picked: pickedNow, counts: countsNow, pick }) {
    const { values } = column;
    const list = element("ul");
    const chosen = element("span", { class: "browse-chosen" });
    const more = button("", () => { all = !all; update(); }, { class: "browse-more" });
    const find = /** @type {HTMLInputElement} */ (
      element("input", { type: "search", "aria-label": `Find in ${title}`, placeholder: "Find" })
    );
    find.addEventListener("input", () => update());
    const long = values.length > VALUES_SHOWN + 2;
    const details = /** @type {HTMLDetailsElement} */ (element(
      "details", { class: "browse-facet" },
      element("summary", {}, title, " ", chosen),
      element("fieldset", {}, element("legend", {}, title), ...(long ? [find] : []), list, more),
    ));
    details.open = open;
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
      box.addEventListener("change", () => pick(value, box.checked));
      const item = element(
        "li", {}, element("label", {}, box, element("bdi", {}, labelIn(column, value)), count),
      );
      items.set(value, { item, box, count });
      return { item, box, count };
    }

    function update() {
      const picked = pickedNow();
      chosen.textContent = picked.length ? `${picked.length} chosen` : "";
      if (!details.open) return;
      const counts = countsNow();
      const countOf = (/** @type {string} */ value) => counts.get(values.indexOf(value)) ?? 0;
      const wanted = find.value.trim().toLowerCase();
      let listed = wanted
        ? values.filter((value) => labelIn(column, value).toLowerCase().includes(wanted))
        : [...new Set([...values, ...picked])];
      const found = listed.length;
      if (long) {
        // What is chosen comes first, then what leaves most rules; others stay in their order.
        const weight = (/** @type {string} */ value) =>
          picked.includes(value) ? Infinity : countOf(value);
        const weights = new Map(listed.map((value) => [value, weight(value)]));
        const weighed = (/** @type {string} */ value) => weights.get(value) ?? 0;
        listed.sort((one, other) => weighed(other) - weighed(one) || 0);
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

  Object.assign(globalThis.catalogueBrowse, { element, button, counted, labelIn, facetOf });
})();
