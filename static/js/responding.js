// A respondent's page: every tap is saved by htmx; this file counts the saves, shows their state
// and repeats what failed. The page works without it.
(() => {
  const form = document.getElementById("answers");
  if (!form) return;
  const status = document.getElementById("save-status");
  const counter = document.getElementById("counter");
  const pending = new Map(); // what failed: cell name -> {tries, timer, element}
  const underWay = new Set(); // names of the cells whose save is under way
  const UNDER_WAY = "*";
  const LONGEST_WAIT_MS = 15000;
  const SAY_EVERY_MS = 2000;
  const REFUSED = [404, 410, 422]; // for good; to htmx a 422 is a success, as its words are swapped in
  const LEAVING_MS = 10000;
  const retry = document.getElementById("retry");
  let saidAt = -SAY_EVERY_MS;
  let sayTimer = 0;
  let isLeaving = false;
  let leavingTimer = 0;

  const cellOf = (element) => element.closest("fieldset.cell");
  const seenField = (name) => document.getElementById(`${name}_seen`);

  function nextCount() {
    counter.value = String(Number(counter.value) + 1);
    return counter.value;
  }

  // The live region changes at most once in two seconds; of what comes meanwhile, the newest counts.
  function say(text) {
    clearTimeout(sayTimer);
    const wait = saidAt + SAY_EVERY_MS - performance.now();
    if (text === status.textContent) return;
    if (wait > 0) sayTimer = setTimeout(say, wait, text);
    else sayNow(text);
  }

  // What a press has led to is said at once.
  function sayNow(text) {
    clearTimeout(sayTimer);
    saidAt = performance.now();
    status.textContent = text;
  }

  function showState() {
    const unsaved = [...form.querySelectorAll(".is-unsaved")];
    if (unsaved.length === 0) return say(form.dataset.allSaved);
    const repeated = unsaved.filter((cell) => pending.has(cell.id));
    if (repeated.length > 0) return say(named(form.dataset.unsaved, repeated));
    return say(named(form.dataset.unsavedCell, unsaved)); // refused for good
  }

  function named(words, cells) {
    const first = cells[0].querySelector("legend").textContent.trim();
    const more = cells.length > 1 ? ` (+${cells.length - 1})` : "";
    return `${words}: ${first}${more}`;
  }

  // The button goes with the last failure; the keyboard then goes on with the next question.
  function offerRetry(isWanted) {
    if (!isWanted && document.activeElement === retry) focusFirstOpen();
    retry.hidden = !isWanted;
  }

  function focusFirstOpen() {
    const open = form.querySelector("fieldset.cell:not(:has(input:checked)) input[type=radio]");
    (open ?? document.getElementById("action-next")).focus();
  }

  // A tap is sent a moment after it is shown; cleared by then, there is nothing to send, and the
  // request that clears goes on.
  form.addEventListener("htmx:confirm", (event) => {
    const { elt } = event.detail;
    if (elt.matches("fieldset.cell") && !elt.querySelector("input:checked")) event.preventDefault();
  });

  // The order of one page's saves is this counter; a mark of `*` says that a save is under way, so
  // that the form, sent now, writes the cell whatever was rendered.
  form.addEventListener("htmx:configRequest", (event) => {
    const cell = cellOf(event.detail.elt);
    if (!cell) return;
    const waiting = pending.get(cell.id);
    if (waiting) {
      clearTimeout(waiting.timer);
      waiting.element = event.detail.elt; // the newest choice is what is repeated
    }
    underWay.add(cell.id);
    cell.classList.remove("has-message");
    cell.querySelector(".cell-message")?.remove();
    cell.removeAttribute("aria-describedby");
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
    offerRetry(pending.size > 0);
    if (cell.classList.contains("has-message")) return; // another window's answer stands
    cell.classList.remove("is-saving", "is-unsaved");
    cell.classList.add("is-saved");
    showState();
  }

  // Events bubble, so the button's has a name that its cell does not listen to. The form that is
  // being sent holds every cell, so nothing is repeated behind it.
  function repeat(element) {
    if (isLeaving) return;
    htmx.trigger(element, element.name === "clear" ? "clear-again" : "retry");
  }

  function tryAgainLater(element) {
    const cell = cellOf(element);
    if (!cell) return;
    const tries = (pending.get(cell.id)?.tries ?? 0) + 1;
    const wait = Math.min(1000 * 2 ** (tries - 1), LONGEST_WAIT_MS);
    const timer = setTimeout(() => repeat(element), wait);
    pending.set(cell.id, { tries, timer, element });
    markUnsaved(cell);
    document.getElementById(`${cell.id}_status`).textContent = form.dataset.unsavedCell;
    if (isLeaving) return;
    offerRetry(true);
    showState();
  }

  function markUnsaved(cell) {
    cell.classList.remove("is-saving", "is-saved");
    cell.classList.add("is-unsaved");
  }

  form.addEventListener("htmx:afterRequest", (event) => {
    // The element that asked: a button whose cell was swapped is no longer in the page.
    const { requestConfig, successful, xhr } = event.detail;
    const cell = document.getElementById(cellOf(requestConfig.elt)?.id ?? "");
    underWay.delete(cell?.id);
    if (REFUSED.includes(xhr.status)) {
      // Trying again would not help: say why and stop.
      pending.delete(cell?.id);
      offerRetry(pending.size > 0);
      sayNow(xhr.status === 404 ? form.dataset.gone : xhr.responseText);
      if (cell) markUnsaved(cell);
      return undefined;
    }
    if (successful && cell) return saved(cell);
    // Paused: the save is repeated until it is taken; meanwhile say why.
    if (xhr.status === 409) sayNow(xhr.responseText);
    return undefined;
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(name, (event) => {
      if (REFUSED.includes(event.detail.xhr?.status)) return;
      tryAgainLater(event.detail.elt);
    });
  }

  // Aborted by a newer choice, or because the person stopped the page from loading.
  form.addEventListener("htmx:sendAbort", (event) => {
    setTimeout(() => {
      if (!underWay.has(cellOf(event.detail.elt)?.id)) tryAgainLater(event.detail.elt);
    });
  });

  // A cleared cell comes back without its button: keep the keyboard in the cell. Where another
  // window's newer answer came back instead, say so aloud as well.
  form.addEventListener("htmx:afterSwap", (event) => {
    const name = event.detail.requestConfig?.parameters?.clear;
    if (name) document.getElementById(name)?.querySelector("input[type=radio]")?.focus();
    const message = event.detail.elt.querySelector?.(".cell-message");
    if (message) sayNow(message.textContent);
  });

  // Back online, or asked to: do not wait for the back-off. What is under way is left alone.
  function repeatAll() {
    for (const [name, { timer, element }] of [...pending]) {
      if (underWay.has(name)) continue;
      clearTimeout(timer);
      repeat(element);
    }
  }
  window.addEventListener("online", repeatAll);
  retry.addEventListener("click", repeatAll);

  // The link leads to what was open when the page came; more is answered by now.
  document.getElementById("skip-open")?.addEventListener("click", (event) => {
    event.preventDefault();
    focusFirstOpen();
  });

  form.addEventListener("submit", (event) => {
    if (isLeaving) {
      event.preventDefault(); // a second click on Next
      return;
    }
    if (!navigator.onLine) {
      // Leaving now would only lead to the browser's own error page.
      event.preventDefault();
      sayNow(form.dataset.offline);
      return;
    }
    isLeaving = true;
    leavingTimer = setTimeout(stay, LEAVING_MS);
    nextCount();
    sayNow(form.dataset.leaving);
  });

  // The next page did not come: stopped, or nothing was answered.
  function stay() {
    isLeaving = false;
    offerRetry(pending.size > 0);
    showState();
    repeatAll();
  }

  // The page may come back from the browser's memory, as it was left.
  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    clearTimeout(leavingTimer);
    if (event.persisted) status.textContent = "";
  });

  // What was tapped before this file and htmx had come (htmx is ready before this event comes here).
  document.addEventListener("DOMContentLoaded", () => {
    for (const chosen of form.querySelectorAll("fieldset.cell input:checked")) {
      const cell = cellOf(chosen);
      if (seenField(cell.id).value.split(":")[1] !== chosen.value) htmx.trigger(cell, "retry");
    }
  });

  document.getElementById("problem")?.focus();
})();
