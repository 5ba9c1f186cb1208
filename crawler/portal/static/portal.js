// What the pages do beyond links and forms; without it they work all the same.

// A button that carries another field than the verdict says which verdict it means.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-verdict]");
  if (!button) return;
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = "verdict";
  hidden.value = button.dataset.verdict;
  button.form.append(hidden);
});

// A verdict is sent once.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "verdict-form") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});

// Letters act at once, unless they are being typed or the user switched them off.
const KEPT = "citeswatch-keys";
const keys = document.getElementById("keys");
if (keys) {
  keys.checked = localStorage.getItem(KEPT) !== "off";
  keys.addEventListener("change", () => localStorage.setItem(KEPT, keys.checked ? "on" : "off"));
}

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), select, textarea");
}

document.addEventListener("keydown", (event) => {
  if (!keys || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details[data-key][open]")) open.open = false;
    if (isTyping(event.target)) event.target.blur();
    return;
  }
  if (!keys.checked || isTyping(event.target)) return;
  for (const one of document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)) {
    const hider = one.parentElement.closest("details");
    if (hider && !hider.open) continue;
    event.preventDefault();
    if (one.tagName !== "DETAILS") {
      one.click();
    } else {
      one.open = true;
      const first = one.querySelector("input:not([type=hidden]), select");
      (first || one.querySelector("button, summary")).focus();
    }
    return;
  }
});

// Enter in the search for a taxon does not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "pick") event.preventDefault();
});

// A table that is wider than its place says so.
const measure = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    target.dataset.hint = document.body.dataset.wide;
    target.classList.toggle("wide", target.scrollWidth > target.clientWidth);
  }
});
function watchTables(place) {
  for (const one of place.querySelectorAll(".scroll")) measure.observe(one);
}
watchTables(document);
document.addEventListener("htmx:load", (event) => watchTables(event.target));

document.documentElement.dataset.ready = "yes";
