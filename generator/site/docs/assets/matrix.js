/* The ATT&CK matrix in a browser: filters, the rules behind a cell, and a Navigator layer of what is
   shown. The page is whole without it. The file of rules, a script that assigns to the window, is
   loaded once one of these is asked for. Text of rules is only ever text. */
(() => {
  "use strict";

  const DEGREES = [["many", "●", 10], ["some", "◑", 3], ["few", "◔", 1], ["none", "○", 0]];
  const STEPS = 5;
  const COMMENTED = 20;
  const RULES = { all: "all techniques", with: "with a rule", without: "without a rule" };

  let known = null;
  let loading = null;

  function start() {
    const controls = document.querySelector(".attack-controls");
    if (!controls || controls.dataset.ready) {
      return;
    }
    controls.dataset.ready = "yes";
    new Matrix(controls);
  }

  function element(name, given = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (key in made) {
        made[key] = value;
      } else {
        made.setAttribute(key, value);
      }
    }
    made.append(...children);
    return made;
  }

  function load(address) {
    loading ??= new Promise((resolve, reject) => {
      const script = element("script", { src: address });
      script.onload = () => {
        known = window.catalogueMatrix;
        resolve();
      };
      script.onerror = () => {
        loading = null;
        script.remove();
        reject(new Error("The rules behind the matrix cannot be loaded."));
      };
      document.head.append(script);
    });
    return loading;
  }

  function inWords(number) {
    return number === 1 ? "1 rule" : number ? `${number.toLocaleString("en")} rules` : "no rule";
  }

  /* A rule in the comment of a layer, which is read far from the catalogue: with whose it is. */
  function attributed(number) {
    const rule = known.rules[number];
    const whose = known.whose[rule[5]];
    return whose ? `${rule[0]} (${whose})` : rule[0];
  }

  /* The address of a page of the root, in the way that this site writes addresses of pages. */
  function addressOf(page) {
    const link = document.querySelector("[data-technique] > a");
    const technique = link.parentElement.dataset.technique;
    const [path, anchor] = page.split("#");
    const own = link.getAttribute("href");
    const shape = own.replace(`techniques/${technique}`, `../${path.replace(/\.md$/, "")}`);
    const encoded = shape.split("/").map(encodeURIComponent).join("/");
    return anchor ? `${encoded}#${encodeURIComponent(anchor)}` : encoded;
  }

  class Matrix {
    constructor(controls) {
      this.controls = controls;
      this.columns = [...document.querySelectorAll(".attack-column")];
      this.cells = [...document.querySelectorAll("[data-technique]")];
      this.address = controls.dataset.rules;
      this.addChoices();
      this.addDialog();
      for (const cell of this.cells) {
        this.makeButton(cell);
      }
      controls.addEventListener("change", () => this.change());
      this.restore();
    }

    addChoices() {
      const platforms = JSON.parse(this.controls.dataset.platforms);
      const colouring = this.controls.querySelector("fieldset");
      this.controls.querySelectorAll(".attack-environments li").forEach((item, number) => {
        const choice = element("input", {
          type: "radio",
          name: "attack-colour",
          className: "attack-by-environment",
          value: `environment-${number}`,
        });
        colouring.append(element("label", {}, choice, ` rules that run in ${item.textContent}`), " ");
      });
      this.platform = element("select", {}, new Option("all platforms", ""));
      platforms.forEach((name) => this.platform.append(new Option(name, name)));
      this.shown = element("select");
      Object.entries(RULES).forEach(([key, words]) => this.shown.append(new Option(words, key)));
      this.fold = element("button", { type: "button", "aria-pressed": "false" }, "Unfold all");
      this.fold.addEventListener("click", () => this.unfold());
      this.status = element("p", { className: "attack-status", role: "status" });
      this.controls.append(
        this.labelled("Platform", this.platform),
        this.labelled("Show", this.shown),
        this.fold,
        ...this.exports(),
        this.status,
      );
    }

    labelled(words, select) {
      select.id = `attack-${words.toLowerCase()}`;
      return element("span", {}, element("label", { htmlFor: select.id }, words), select);
    }

    /* One button for each matrix: a layer is of one domain. */
    exports() {
      const domains = [...new Set(this.columns.map((column) => column.dataset.domain))];
      return domains.map((domain) => {
        const of = domains.length > 1 ? ` (${domain})` : "";
        const words = `Navigator layer of what is shown${of}`;
        const button = element("button", { type: "button", className: "attack-export" }, words);
        button.addEventListener("click", () => this.whenLoaded(() => this.save(domain)));
        return button;
      });
    }

    addDialog() {
      this.title = element("h2", { id: "attack-dialog-title" });
      this.list = element("ul");
      const close = element("button", { type: "button" }, "Close");
      this.dialog = element(
        "dialog",
        { className: "attack-dialog", "aria-labelledby": "attack-dialog-title" },
        this.title,
        this.list,
        close,
      );
      close.addEventListener("click", () => this.dialog.close());
      this.dialog.addEventListener("click", (event) => {
        if (event.target === this.dialog) {
          this.dialog.close();
        }
      });
      this.controls.after(this.dialog);
    }

    makeButton(cell) {
      const count = this.part(cell, ".attack-count");
      const button = element(
        "button",
        { type: "button", className: "attack-count", "aria-haspopup": "dialog" },
        count.textContent,
      );
      button.addEventListener("click", () => this.whenLoaded(() => this.open(cell)));
      button.hidden = cell.classList.contains("attack-none");
      count.hidden = !button.hidden;
      count.after(button);
    }

    part(cell, selector) {
      return cell.querySelector(`:scope > ${selector}`);
    }

    nested(cell) {
      return [...cell.querySelectorAll(":scope > details > ul > li")];
    }

    isSub(cell) {
      return !cell.parentElement.classList.contains("attack-column");
    }

    whenLoaded(act) {
      load(this.address).then(act, (problem) => {
        this.status.textContent = problem.message;
      });
    }

    /* A browser keeps what was chosen when one comes back to a page. */
    restore() {
      if (this.platform.value || this.shown.value !== "all" || this.environment() !== null) {
        this.change();
      }
    }

    environment() {
      const choice = this.controls.querySelector(".attack-by-environment:checked");
      return choice ? Number(choice.value.split("-")[1]) : null;
    }

    change() {
      this.whenLoaded(() => {
        const number = this.environment();
        this.running = number === null ? null : new Set(known.environments[number]);
        this.columns.forEach((column) => {
          for (const cell of column.children) {
            this.update(cell);
          }
        });
        this.tell();
      });
    }

    tell() {
      const techniques = new Map();
      this.cells
        .filter((cell) => !cell.hidden && !(this.isSub(cell) && cell.parentElement.closest("[hidden]")))
        .forEach((cell) => techniques.set(cell.dataset.technique, cell));
      const covered = [...techniques.values()].filter((c) => !c.classList.contains("attack-none"));
      this.status.textContent =
        `${techniques.size} techniques and sub-techniques are shown, ${covered.length} of them with a rule.`;
    }

    /* The numbers of the rules of a cell that pass the filters, each once. */
    rulesOf(cell) {
      const own = [cell, ...this.nested(cell)].flatMap((c) => known.techniques[c.dataset.technique].rules);
      return [...new Set(own)]
        .filter((number) => {
          const platforms = known.rules[number][4];
          const wanted = this.platform.value;
          return !wanted || !platforms.length || platforms.includes(wanted);
        })
        .filter((number) => !this.running || this.running.has(number))
        .sort((a, b) => a - b);
    }

    isOfPlatform(cell) {
      const { platforms } = known.techniques[cell.dataset.technique];
      return !this.platform.value || !platforms.length || platforms.includes(this.platform.value);
    }

    /* What a cell says and whether it is shown; whether it is. */
    update(cell) {
      const subs = this.nested(cell);
      const shownSubs = subs.filter((sub) => this.update(sub));
      const rules = this.rulesOf(cell);
      const [degree, symbol] = DEGREES.find((one) => rules.length >= one[2]);
      const level = Math.max(0, ...rules.map((number) => known.rules[number][2]));
      const height = Math.max(0, ...rules.map((number) => known.rules[number][3]));
      const word = level ? known.levels[level - 1] : "none";
      cell.className = `attack-${degree} level-${word} evidence-${height}`;
      const words = `${symbol} ${inWords(rules.length)}`;
      const button = this.part(cell, "button.attack-count");
      const count = this.part(cell, "span.attack-count");
      button.textContent = words;
      count.textContent = words;
      button.hidden = !rules.length;
      count.hidden = !button.hidden;
      this.say(cell, count, "attack-level", rules.length ? ` · ${level ? word : "no level"}` : "");
      this.say(
        cell,
        count,
        "attack-evidence",
        rules.length ? ` · evidence ${height} of ${STEPS}` : "",
      );
      if (subs.length) {
        const covered = subs.filter((sub) => !sub.classList.contains("attack-none")).length;
        const details = this.part(cell, "details");
        details.firstElementChild.textContent = `${covered} of ${subs.length} sub-techniques`;
        details.hidden = !shownSubs.length;
      }
      const asked = { all: true, with: rules.length > 0, without: !rules.length };
      const shown = (this.isOfPlatform(cell) && asked[this.shown.value]) || shownSubs.length > 0;
      cell.hidden = !shown;
      return shown;
    }

    say(cell, count, name, words) {
      let part = this.part(cell, `.${name}`);
      if (!part && words) {
        part = element("span", { className: name });
        (this.part(cell, ".attack-level") ?? this.part(cell, "button.attack-count")).after(part);
      }
      if (part) {
        part.textContent = words;
      }
    }

    unfold() {
      const open = this.fold.getAttribute("aria-pressed") !== "true";
      this.fold.setAttribute("aria-pressed", String(open));
      document.querySelectorAll(".attack-column details").forEach((details) => {
        details.open = open;
      });
    }

    open(cell) {
      const link = this.part(cell, "a").cloneNode(true);
      this.title.replaceChildren(link);
      this.list.replaceChildren(
        ...this.rulesOf(cell).map((number) => {
          const [title, page, level, height] = known.rules[number];
          const word = level ? known.levels[level - 1] : "no level";
          const way = element("a", { href: addressOf(page) }, title);
          return element("li", {}, way, ` · ${word} · evidence ${height} of ${STEPS}`);
        }),
      );
      this.dialog.showModal();
    }

    /* Downloads the layer of one domain, format 4.5. */
    save(domain) {
      const layer = JSON.stringify(this.layer(domain), null, 1);
      const address = URL.createObjectURL(new Blob([layer], { type: "application/json" }));
      const link = element("a", { href: address, download: `${domain}-shown.json` });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    }

    colouring() {
      const choice = this.controls.querySelector('[name="attack-colour"]:checked');
      return { value: choice.value, words: choice.parentElement.textContent.trim() };
    }

    layer(domain) {
      const facts = known.domains.find((one) => one.domain === domain);
      const { value, words } = this.colouring();
      const score = {
        level: (rules) => Math.max(0, ...rules.map((number) => known.rules[number][2])),
        evidence: (rules) => Math.max(0, ...rules.map((number) => known.rules[number][3])),
      }[value] ?? ((rules) => rules.length);
      const columns = this.columns.filter((column) => column.dataset.domain === domain);
      const layer = {
        name: `${facts.label}: ${words}`,
        versions: facts.versions,
        domain,
        description:
          `The score is the ${words} of a technique and its sub-techniques. ` +
          `Platform: ${this.platform.value || "all"}. Techniques: ${RULES[this.shown.value]}.`,
        sorting: 0,
        layout: {
          layout: "side",
          showID: true,
          showName: true,
          showAggregateScores: false,
          countUnscored: false,
          aggregateFunction: "max",
          expandedSubtechniques: "none",
        },
        hideDisabled: true,
        techniques: columns.flatMap((column) =>
          [...column.querySelectorAll("[data-technique]")].map((cell) =>
            this.entry(cell, column.dataset.tactic, score),
          ),
        ),
        gradient: this.gradient(value),
        legendItems: this.legend(),
        metadata: [{ name: "generator", value: known.madeBy }],
      };
      if (known.site) {
        layer.links = [{ label: "Catalogue", url: `${known.site}/` }];
      }
      return layer;
    }

    entry(cell, tactic, score) {
      const identifier = cell.dataset.technique;
      const hidden = Boolean(cell.closest("[data-technique][hidden]"));
      const entry = { techniqueID: identifier, tactic, enabled: !hidden };
      const rules = this.rulesOf(cell);
      if (this.part(cell, "details")?.open) {
        entry.showSubtechniques = true;
      }
      if (hidden || !rules.length) {
        return entry;
      }
      const named = rules.slice(0, COMMENTED).map(attributed);
      const more = rules.length > COMMENTED ? [`and ${rules.length - COMMENTED} more`] : [];
      entry.score = score(rules);
      entry.comment = [...named, ...more].join("; ");
      const colour = shadeOf(cell);
      if (colour) {
        entry.color = colour;
      }
      if (known.site) {
        const url = `${known.site}/attack/techniques/${identifier}/`;
        entry.links = [{ label: "Rules in the catalogue", url }];
      }
      return entry;
    }

    /* The legend that is seen. */
    legend() {
      return [...document.querySelectorAll(".attack-legend")]
        .filter((legend) => legend.offsetParent !== null)
        .flatMap((legend) => [...legend.children])
        .map((key) => ({ label: key.textContent, color: shadeOf(key) || "#ffffff" }));
    }

    gradient(value) {
      const most = { level: known.levels.length, evidence: STEPS }[value] ?? DEGREES[0][2];
      const colors = this.legend().slice(1).map((item) => item.color);
      return { colors, minValue: 1, maxValue: most };
    }
  }

  /* The colour that an element is painted with, as #rrggbb; empty where it has none. */
  function shadeOf(painted) {
    const found = getComputedStyle(painted);
    const numbers = found.backgroundColor.match(/[\d.]+/g).map(Number);
    if (numbers[3] === 0 || found.borderTopStyle === "dashed") {
      return "";
    }
    return `#${numbers.slice(0, 3).map((n) => Math.round(n).toString(16).padStart(2, "0")).join("")}`;
  }

  if (typeof window.document$ !== "undefined") {
    window.document$.subscribe(start);
  } else if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
