/* What is wide is scrolled in a frame of its own: by the keyboard too, once it can be reached.
   A long name in a title or a table breaks between its words, not in the middle of one.
   And on paper a link whose words are its address says it once. */
(() => {
  "use strict";
  const FRAMES = ".md-typeset__table, .md-typeset__scrollwrap, .highlight pre > code";

  function reachable() {
    for (const frame of document.querySelectorAll(FRAMES)) {
      const wide = frame.scrollWidth > frame.clientWidth + 1;
      if (wide && !frame.hasAttribute("tabindex")) {
        frame.tabIndex = 0;
        frame.dataset.scrolled = "";
      } else if (!wide && "scrolled" in frame.dataset) {
        frame.removeAttribute("tabindex");
        delete frame.dataset.scrolled;
      }
    }
  }

  /* Here and not in the page: its text is what the search, the tab and a reader without scripts get.
     A name breaks after what joins its words; one that has nothing of the kind before a capital. */
  const LONG = 12;
  const LONGER = 20;
  const JOINED = /(?<=[_/\\.:@=&?-])(?=[^_/\\.:@=&?\s-])/;
  const HUMPED = /(?<=[a-z0-9])(?=[A-Z])/;

  function pieces(word) {
    if (word.length < LONG) return [word];
    return word.split(JOINED).flatMap((part) => (part.length < LONGER ? [part] : part.split(HUMPED)));
  }

  function breakable(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (text.length >= LONG && !text.parentElement.closest("svg, pre, button, script, style")) {
        texts.push(text);
      }
    }
    for (const text of texts) {
      const words = text.data.split(/(\s+)/).map(pieces);
      if (words.every((parts) => parts.length === 1)) continue;
      const nodes = words.flatMap((parts) =>
        parts.flatMap((part, place) => (place ? [document.createElement("wbr"), part] : [part])),
      );
      text.replaceWith(...nodes);
    }
  }

  const NAMES = ".md-typeset h1, .md-typeset table:not([class]) :is(td, th)";
  document.querySelectorAll(NAMES).forEach(breakable);

  window.addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll(".md-typeset a[href^='http']")) {
      link.classList.toggle("bare-address", link.textContent.trim() === link.getAttribute("href"));
    }
  });

  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(reachable);
  };
  window.addEventListener("load", soon);
  window.addEventListener("resize", soon);
  document.addEventListener("toggle", soon, true);
  soon();
})();
