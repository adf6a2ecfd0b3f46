/**
 * The rules that browse/rules.js brings, unpacked; and what words of the filter find in them.
 *
 * @typedef {object} Choices values of a column, of which each rule has a set
 * @property {string[]} values
 * @property {string[]} labels what values are called beside themselves, in the same order; or none
 * @property {number[][]} sets the numbers of the values of each set
 * @property {number[]} rows the number of the set of each rule
 *
 * @typedef {object} Packed
 * @property {(number | string)[]} addresses for each rule how many characters are those of the
 *   address before, and the rest
 * @property {string[]} titles
 * @property {string[]} ids
 * @property {string[]} descriptions
 * @property {Record<string, Choices>} columns
 *
 * @typedef {object} Rule
 * @property {number} number its place among all rules
 * @property {string} title
 * @property {string} id
 * @property {string} address its page below rules/, without a suffix
 * @property {string} text all that words of the filter may stand in, in lower case
 *
 * @typedef {(rule: Rule) => boolean} Test
 */
globalThis.catalogueBrowse ??= {};

(() => {
  "use strict";

  /** Columns that a word without a name before it is looked for in. */
  const SEARCHED = [
    "technique", "was", "tactic", "author", "product", "source", "event", "field", "cve", "tag",
  ];
  /** Columns in which a part of a value is not what anybody means: event 1 is not event 11. */
  const WHOLE = new Set(["event"]);
  const SHORTEST_ID = 4;
  const WORDS = /(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g;

  /** @param {(number | string)[]} coded */
  function addresses(coded) {
    const found = [];
    let before = "";
    for (let place = 0; place < coded.length; place += 2) {
      before = before.slice(0, Number(coded[place])) + coded[place + 1];
      found.push(before);
    }
    return found;
  }

  /** @param {Choices} column @param {number} value */
  function words(column, value) {
    const label = column.labels[value];
    return label ? `${column.values[value]} ${label}` : column.values[value];
  }

  /**
   * @param {Packed} packed
   * @returns {Rule[]}
   */
  function unpack(packed) {
    const columns = SEARCHED.map((name) => packed.columns[name]);
    const texts = columns.map((column) =>
      column.sets.map((set) => set.map((value) => words(column, value)).join(" ")),
    );
    return addresses(packed.addresses).map((address, number) => ({
      number,
      address,
      title: packed.titles[number],
      id: packed.ids[number],
      text: [
        packed.titles[number],
        packed.descriptions[number],
        ...columns.map((column, place) => texts[place][column.rows[number]]),
      ].join("\n").toLowerCase(),
    }));
  }

  /**
   * Whether a rule has all words; `event:4688` is looked for in that column alone.
   *
   * @param {Packed} packed
   * @param {string} text
   * @returns {Test | undefined} nothing where there is no word
   */
  function testOf(packed, text) {
    const tests = [...text.matchAll(WORDS)].map(([whole, name = "", quoted, plain]) => {
      const key = name.toLowerCase();
      const column = Object.hasOwn(packed.columns, key) ? packed.columns[key] : undefined;
      const word = (quoted ?? plain).toLowerCase();
      return column ? inColumn(column, word, WHOLE.has(key)) : anywhere(
        name && quoted === undefined ? whole.toLowerCase() : word,
      );
    });
    return tests.length ? (rule) => tests.every((test) => test(rule)) : undefined;
  }

  /** @param {Choices} column @param {string} word @param {boolean} whole @returns {Test} */
  function inColumn(column, word, whole) {
    const values = column.values.map((value, number) => {
      const text = words(column, number).toLowerCase();
      return whole ? text === word : text.includes(word);
    });
    const sets = column.sets.map((set) => set.some((value) => values[value]));
    return (rule) => sets[column.rows[rule.number]];
  }

  /** @param {string} word @returns {Test} */
  function anywhere(word) {
    return (rule) => rule.text.includes(word) || (word.length >= SHORTEST_ID && rule.id.startsWith(word));
  }

  Object.assign(globalThis.catalogueBrowse, { unpack, testOf });
})();
