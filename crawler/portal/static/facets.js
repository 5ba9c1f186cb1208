// Read by Datasette's table.js, which asks whether columns may be faceted.
window.DATASETTE_ALLOW_FACET = true;
