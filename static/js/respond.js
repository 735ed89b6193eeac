// A respondent's page: every tap is saved by htmx; this file counts the saves, shows their state
// and repeats what failed. The page works without it.
(() => {
  const form = document.getElementById("answers");
  if (!form) return;
  const status = document.getElementById("save-status");
  const counter = document.getElementById("counter");
  const pending = new Map(); // cell name -> {tries, timer, element}
  const UNDER_WAY = "*";
  const LONGEST_WAIT_MS = 15000;
  const ANNOUNCE_EVERY_MS = 2000;
  let announceTimer = 0;
  let isLeaving = false;

  const cellOf = (element) => element.closest("fieldset.cell");
  const seenField = (name) => document.getElementById(`${name}_seen`);

  function nextCount() {
    counter.value = String(Number(counter.value) + 1);
    return counter.value;
  }

  // At most one message every two seconds, and none that is already there.
  function announce(text) {
    clearTimeout(announceTimer);
    announceTimer = setTimeout(() => {
      if (status.textContent !== text) status.textContent = text;
    }, status.textContent === "" ? 0 : ANNOUNCE_EVERY_MS);
  }

  function showState() {
    const waiting = form.querySelectorAll(".is-unsaved");
    if (waiting.length === 0) return announce(form.dataset.allSaved);
    const first = waiting[0].querySelector("legend").textContent.trim();
    const more = waiting.length > 1 ? ` (+${waiting.length - 1})` : "";
    clearTimeout(announceTimer);
    status.textContent = `${form.dataset.unsaved}: ${first}${more}`;
  }

  // The order of one page's saves is this counter; a mark of `*` says that a save is under way, so
  // that the form, sent now, writes the cell whatever was rendered.
  form.addEventListener("htmx:configRequest", (event) => {
    const cell = cellOf(event.detail.elt);
    if (!cell) return;
    const waiting = pending.get(cell.id);
    if (waiting) clearTimeout(waiting.timer);
    cell.classList.remove("has-message");
    cell.querySelector(".cell-message")?.remove();
    if (event.detail.parameters.clear) untick(cell);
    event.detail.parameters.counter = nextCount();
    const seen = seenField(cell.id);
    seen.value = `${seen.value.split(":")[0]}:${UNDER_WAY}`;
    cell.classList.add("is-saving");
  });

  // A cleared cell is blank from the press on, so that whatever is sent next says the same.
  function untick(cell) {
    const chosen = cell.querySelector("input:checked");
    if (!chosen) return;
    if (document.activeElement?.name === "clear") cell.querySelector("input").focus();
    chosen.checked = false;
  }

  function saved(cell) {
    pending.delete(cell.id);
    if (cell.classList.contains("has-message")) return; // another window's answer stands
    cell.classList.remove("is-saving", "is-unsaved");
    cell.classList.add("is-saved");
    showState();
  }

  // Events bubble, so the button's has a name that its cell does not listen to.
  function repeat(element) {
    htmx.trigger(element, element.name === "clear" ? "clear-again" : "retry");
  }

  function tryAgainLater(element) {
    const cell = cellOf(element);
    if (!cell || isLeaving) return;
    const tries = (pending.get(cell.id)?.tries ?? 0) + 1;
    const wait = Math.min(1000 * 2 ** (tries - 1), LONGEST_WAIT_MS);
    const timer = setTimeout(() => repeat(element), wait);
    pending.set(cell.id, { tries, timer, element });
    cell.classList.remove("is-saving", "is-saved");
    cell.classList.add("is-unsaved");
    document.getElementById(`${cell.id}_status`).textContent = form.dataset.unsaved;
    showState();
  }

  form.addEventListener("htmx:afterRequest", (event) => {
    // The element that asked: a button whose cell was swapped is no longer in the page.
    const { requestConfig, successful, xhr } = event.detail;
    const cell = document.getElementById(cellOf(requestConfig.elt)?.id ?? "");
    if (successful && cell) return saved(cell);
    if (xhr.status === 410 || xhr.status === 422 || xhr.status === 404) {
      // Trying again would not help: say why and stop.
      status.textContent = xhr.status === 404 ? form.dataset.gone : xhr.responseText;
      cell?.classList.add("is-unsaved");
      return undefined;
    }
    const token = xhr.getResponseHeader?.("X-Csrf-Renewed");
    if (token) {
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
      form.elements.csrfmiddlewaretoken.value = token;
    }
    return undefined;
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(name, (event) => {
      if ([404, 410, 422].includes(event.detail.xhr?.status)) return;
      tryAgainLater(event.detail.elt);
    });
  }

  // A cleared cell comes back without its button: keep the keyboard in the cell. Where another
  // window's newer answer came back instead, say so aloud as well.
  form.addEventListener("htmx:afterSwap", (event) => {
    const name = event.detail.requestConfig?.parameters?.clear;
    if (name) document.getElementById(name)?.querySelector("input[type=radio]")?.focus();
    const message = event.detail.elt.querySelector?.(".cell-message");
    if (message) {
      clearTimeout(announceTimer);
      status.textContent = message.textContent;
    }
  });

  // Back online: do not wait for the back-off.
  window.addEventListener("online", () => {
    for (const { timer, element } of pending.values()) {
      clearTimeout(timer);
      repeat(element);
    }
  });

  form.addEventListener("submit", (event) => {
    if (isLeaving) {
      event.preventDefault(); // a second click on Next
      return;
    }
    if (!navigator.onLine) {
      // Leaving now would only lead to the browser's own error page.
      event.preventDefault();
      status.textContent = form.dataset.offline;
      return;
    }
    isLeaving = true;
    nextCount();
    status.textContent = form.dataset.leaving;
  });

  // The page may come back from the browser's memory, as it was left.
  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    if (event.persisted) status.textContent = "";
  });

  document.getElementById("problem")?.focus();
})();
