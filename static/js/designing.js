// Small helps on the researcher's pages, which work without them.
(() => {
  // Boxes for a whole section or group: kept in step with the single boxes, which alone are sent.
  const form = document.getElementById("survey-form");
  const singles = (pick) => [...pick.querySelectorAll("input[name=items]")];

  function show(pick) {
    const boxes = singles(pick);
    const chosen = boxes.filter((box) => box.checked).length;
    const whole = pick.querySelector("[data-whole]");
    whole.checked = chosen === boxes.length;
    whole.indeterminate = chosen > 0 && chosen < boxes.length;
    const count = pick.querySelector(":scope > .pick-head [data-n-chosen]");
    if (count) count.textContent = String(chosen);
  }

  if (form) {
    const picks = [...form.querySelectorAll("[data-pick]")];
    for (const box of form.querySelectorAll("[data-whole], [data-drawn]")) box.removeAttribute("name");
    picks.forEach(show);
    // In the capture phase, before htmx hears of the change.
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-whole]")) {
        for (const box of singles(event.target.closest("[data-pick]"))) {
          box.checked = event.target.checked;
        }
      }
      picks.forEach(show);
    }, true);
    window.addEventListener("pageshow", () => picks.forEach(show));

    // What the summary says now, for screen readers.
    document.body.addEventListener("htmx:afterSwap", () => {
      document.getElementById("survey-total").textContent =
        form.querySelector("[data-total]").textContent.trim().replace(/\s+/g, " ");
    });

    // The address follows the title of a new survey until somebody writes their own. Both are fixed
    // once it has been opened.
    const title = document.getElementById("id_title");
    const slug = document.getElementById("id_slug");
    const addressOf = (words) => words
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 44)
      .replace(/^-+|-+$/g, "");
    // Something may have been written while this file was on its way, or be back after a reload.
    let isFollowing = form.dataset.new !== undefined && slug.value !== "" && !slug.ariaInvalid
      && [slug.defaultValue, addressOf(title.value)].includes(slug.value);
    const follow = () => {
      if (isFollowing) slug.value = addressOf(title.value);
    };
    slug?.addEventListener("input", () => {
      isFollowing = false;
    });
    title?.addEventListener("input", follow);
    if (title?.value !== title?.defaultValue) follow();
  }

  // A long form asks before it is left with something typed and not saved.
  const long = document.querySelector("form[data-warn-unsaved]");
  if (long) {
    let isUnsaved = long.dataset.unsaved !== undefined;
    long.addEventListener("input", () => {
      isUnsaved = true;
    });
    long.addEventListener("submit", () => {
      isUnsaved = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (isUnsaved) event.preventDefault();
    });
  }

  document.querySelector("[data-focus]")?.focus();

  // Live counts rest while nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.matches("[data-while-visible]")) event.preventDefault();
  });

  // Copying the link; browsers allow it on https and on this machine only.
  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    const words = copy.textContent;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const field = document.getElementById(copy.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      copy.textContent = copy.dataset.copied;
      setTimeout(() => {
        copy.textContent = words;
      }, 2000);
    });
  }
})();
