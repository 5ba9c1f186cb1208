// Close an open menu when the reader clicks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.actions-menu-links[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// Datasette's filters and the editor bear no names of their own.
const NAMES = {
  _filter_column: "Column of the filter",
  _filter_op: "Comparison of the filter",
  _filter_value: "Value of the filter",
  _sort: "Sort by",
};
function nameFields() {
  for (const field of document.querySelectorAll("main input, main select, .CodeMirror textarea")) {
    if (field.labels?.length || field.ariaLabel || field.type === "hidden") continue;
    const stem = (field.name || "").replace(/_\d+$/, "");
    field.ariaLabel = NAMES[stem] || (stem ? stem.replaceAll("_", " ").trim() : "SQL");
  }
}
for (const wide of document.querySelectorAll(".table-wrapper:not([tabindex])")) {
  wide.tabIndex = 0;
  wide.role = "region";
  wide.ariaLabel = document.querySelector("h1")?.textContent.trim() || "Table";
}
nameFields();
window.addEventListener("load", nameFields);
