/* What is wide is scrolled in a frame of its own: by the keyboard too, once it can be reached. */
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
