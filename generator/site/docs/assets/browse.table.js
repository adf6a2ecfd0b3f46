/**
 * Which rules a choice leaves, in which order, and how many there would be of each facet's values:
 * the table library does the work, this says what it works on.
 *
 * @typedef {object} Shown
 * @property {Rule[]} rules those of the page
 * @property {number} count of all pages
 * @property {number} page from 1, and no further than there are pages
 * @property {number} pages
 * @property {number} hidden how many more there would be with deprecated and unsupported rules
 * @property {(facet: string) => Map<number, number>} counts by the number of a value, how many
 *   rules have it that all other facets and the words leave
 */
globalThis.catalogueBrowse ??= {};

(() => {
  "use strict";

  const library = globalThis.TableCore;
  const PAGE_SIZE = 50;
  const RETIRED = "retired";

  /**
   * @param {Packed} packed
   * @param {Rule[]} rules
   * @param {readonly string[]} facets
   * @param {readonly string[]} sorted columns beside the title that rules are sorted by
   * @returns {(choice: Choice) => Shown}
   */
  function tableOf(packed, rules, facets, sorted) {
    const places = Object.fromEntries(
      sorted.map((name) => [name, placesOf(packed.columns[name], name)]),
    );
    const columns = [
      { id: "title", accessorKey: "title", sortingFn: byPlace(titlePlaces(rules)) },
      ...[...new Set([...facets, ...sorted, RETIRED])].map((name) => {
        const { sets, rows } = packed.columns[name];
        return {
          id: name,
          accessorFn: (/** @type {Rule} */ rule) => rows[rule.number],
          getUniqueValues: (/** @type {Rule} */ rule) => sets[rows[rule.number]],
          filterFn: (row, _, /** @type {Set<number>} */ chosen) => chosen.has(rows[row.original.number]),
          sortingFn: places[name] && byPlace(places[name], rows),
        };
      }),
    ];
    const table = library.createTable({
      data: rules,
      columns,
      state: {},
      onStateChange: () => {},
      renderFallbackValue: null,
      autoResetPageIndex: false,
      getColumnCanGlobalFilter: (column) => column.id === "title",
      globalFilterFn: (row, _, test) => test(row.original),
      getCoreRowModel: library.getCoreRowModel(),
      getFilteredRowModel: library.getFilteredRowModel(),
      getSortedRowModel: library.getSortedRowModel(),
      getPaginationRowModel: library.getPaginationRowModel(),
      getFacetedRowModel: library.getFacetedRowModel(),
      getFacetedUniqueValues: library.getFacetedUniqueValues(),
    });
    const before = { words: "", test: /** @type {any} */ (undefined) };

    return (choice) => {
      if (choice.words !== before.words) {
        before.words = choice.words;
        before.test = globalThis.catalogueBrowse.testOf(packed, choice.words);
      }
      const filters = Object.entries(choice.facets).map(([name, values]) => ({
        id: name,
        value: setsWith(packed.columns[name], values),
      }));
      if (!choice.retired) {
        filters.push({ id: RETIRED, value: setsWith(packed.columns[RETIRED], ["no"]) });
      }
      const state = {
        ...table.initialState,
        columnFilters: filters,
        globalFilter: before.test,
        sorting: [
          { id: choice.sort, desc: choice.descending },
          ...(choice.sort === "title" ? [] : [{ id: "title", desc: false }]),
        ],
        pagination: { pageIndex: choice.page - 1, pageSize: PAGE_SIZE },
      };
      table.setOptions((options) => ({ ...options, state }));
      const count = table.getFilteredRowModel().rows.length;
      const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
      const page = Math.min(choice.page, pages);
      if (page !== choice.page) {
        state.pagination = { pageIndex: page - 1, pageSize: PAGE_SIZE };
        table.setOptions((options) => ({ ...options, state: { ...state } }));
      }
      const counts = (/** @type {string} */ facet) => table.getColumn(facet).getFacetedUniqueValues();
      const retired = packed.columns[RETIRED].values.indexOf("yes");
      return {
        rules: table.getRowModel().rows.map((row) => row.original),
        count,
        page,
        pages,
        hidden: counts(RETIRED).get(retired) ?? 0,
        counts,
      };
    };
  }

  /**
   * The numbers of the sets that have one of some values.
   *
   * @param {Choices} column
   * @param {string[]} values
   */
  function setsWith(column, values) {
    const wanted = new Set(values.map((value) => column.values.indexOf(value)));
    const sets = column.sets.map((set, number) => (set.some((value) => wanted.has(value)) ? number : -1));
    return new Set(sets.filter((number) => number >= 0));
  }

  /** @param {Rule[]} rules */
  function titlePlaces(rules) {
    const { compare } = new Intl.Collator("en");
    const order = [...rules].sort((one, other) => compare(one.title, other.title));
    const places = new Array(rules.length);
    order.forEach((rule, place) => (places[rule.number] = place));
    return places;
  }

  /**
   * For each set of a column its place in the order: from the least grave level to the gravest, the
   * earliest day to the latest, else by the alphabet.
   *
   * @param {Choices} column
   * @param {string} name
   */
  function placesOf(column, name) {
    if (name === "level" || name === "status") return column.sets.map(([value]) => -value);
    const texts = column.sets.map((set) => set.map((value) => column.values[value]).join(" "));
    const order = [...texts].sort();
    return texts.map((text) => order.indexOf(text));
  }

  /**
   * @param {number[]} places
   * @param {number[]} [rows] the place of each rule's value, where places are those of values
   */
  function byPlace(places, rows) {
    const place = rows
      ? (row) => places[rows[row.original.number]]
      : (row) => places[row.original.number];
    return (one, other) => place(one) - place(other);
  }

  Object.assign(globalThis.catalogueBrowse, { tableOf });
})();
