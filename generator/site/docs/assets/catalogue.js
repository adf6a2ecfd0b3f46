/* What is wide is scrolled in a frame of its own: by the keyboard too, once it can be reached.
   A title that is one long name breaks after its underscores, not in the middle of a word.
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

  /* Here and not in the page: its text is what the search, the tab and a reader without scripts get. */
  function breakable(title) {
    const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      texts.push(walker.currentNode);
    }
    for (const text of texts) {
      const pieces = text.data.match(/[^_/\\]*[_/\\]+|[^_/\\]+/g) || [];
      const nodes = pieces.flatMap((piece) => [piece, document.createElement("wbr")]);
      text.replaceWith(...nodes.slice(0, -1));
    }
  }

  document.querySelectorAll(".md-typeset h1").forEach(breakable);

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
