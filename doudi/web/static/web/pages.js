// Everything works without this file; it only makes some things shorter.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Lists that decide what the page shows are sent as soon as one is chosen with the mouse.
for (const list of document.querySelectorAll("select[data-send]")) {
  list.addEventListener("change", () => list.form.requestSubmit());
}
