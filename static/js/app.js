// Small helps on top of pages that work without them.
(() => {
  document.documentElement.classList.add("js");

  // Search results: the arrow keys walk from the search box through the links and back; Enter
  // opens the link it stands on, as it does anyway.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const box = document.getElementById("search-query");
    const results = document.getElementById("search-results");
    if (!box || !results) return;
    const stops = [box, ...results.querySelectorAll("a[data-hit]")];
    const here = stops.indexOf(document.activeElement);
    if (here < 0) return;
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // The list of sections stays open on a wide screen and folds away on a narrow one.
  const index = document.querySelector(".section-index > details");
  if (index) {
    const wide = window.matchMedia("(min-width: 56rem)");
    const unfold = () => {
      index.open = wide.matches;
    };
    wide.addEventListener("change", unfold);
    unfold();
    index.addEventListener("click", (event) => {
      if (!wide.matches && event.target.closest("a")) index.open = false;
    });
  }
})();
