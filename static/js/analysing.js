// Links a point of the landscape with its rows: what is hovered or focused in one is shown in all.
const items = document.querySelectorAll("[data-item]");

function link(code) {
  for (const item of items) {
    item.classList.toggle("is-linked", item.dataset.item === code);
  }
}

function follow(event) {
  const item = event.target instanceof Element ? event.target.closest("[data-item]") : null;
  link(item ? item.dataset.item : "");
}

document.addEventListener("pointerover", follow);
document.addEventListener("focusin", follow);
