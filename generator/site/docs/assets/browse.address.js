/**
 * What is chosen on the page of all rules, to and from the part of its address after `#`.
 *
 * @typedef {object} Choice
 * @property {string} words what the text filter says
 * @property {Record<string, string[]>} facets the values chosen of each facet that has any
 * @property {string} sort the column that rules are sorted by
 * @property {boolean} descending
 * @property {number} page from 1
 * @property {boolean} retired whether deprecated and unsupported rules are shown
 */
globalThis.catalogueBrowse ??= {};

(() => {
  "use strict";

  const FIRST = "title";

  /**
   * An address that says something else, such as the anchor of a heading, chooses nothing.
   *
   * @param {string} hash
   * @param {readonly string[]} facets
   * @param {readonly string[]} columns
   * @returns {Choice}
   */
  function read(hash, facets, columns) {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const sort = given.get("sort") ?? FIRST;
    const column = sort.replace(/^-/, "");
    const known = columns.includes(column);
    return {
      words: given.get("q") ?? "",
      facets: Object.fromEntries(
        facets.filter((name) => given.has(name)).map((name) => [name, [...new Set(given.getAll(name))]]),
      ),
      sort: known ? column : FIRST,
      descending: known && sort.startsWith("-"),
      page: Math.max(1, Math.trunc(Number(given.get("page")) || 1)),
      retired: given.get("retired") === "1",
    };
  }

  /**
   * @param {Choice} choice
   * @returns {string} with `#`, or nothing where nothing is chosen
   */
  function write(choice) {
    const said = new URLSearchParams();
    if (choice.words) said.set("q", choice.words);
    for (const [name, values] of Object.entries(choice.facets)) {
      for (const value of values) said.append(name, value);
    }
    if (choice.sort !== FIRST || choice.descending) {
      said.set("sort", `${choice.descending ? "-" : ""}${choice.sort}`);
    }
    if (choice.page > 1) said.set("page", String(choice.page));
    if (choice.retired) said.set("retired", "1");
    const text = said.toString();
    return text && `#${text}`;
  }

  Object.assign(globalThis.catalogueBrowse, { read, write });
})();
