// Everything works without this file; it only makes some things shorter.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On a phone the pages stand in one line; the one that is open is brought into sight.
for (const here of document.querySelectorAll(".side nav [aria-current]")) {
  const line = here.closest("nav");
  line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
}

// Copies of survey pages that a phone keeps for places without signal go when their officer signs out.
for (const leaving of document.querySelectorAll('form[action="/logout/"]')) {
  leaving.addEventListener("submit", () => "caches" in window && caches.delete("doudi-survey"));
}

// Lists that decide what the page shows are sent as soon as one is chosen with the mouse.
for (const list of document.querySelectorAll("select[data-send]")) {
  list.addEventListener("change", () => list.form.requestSubmit());
}

// One key copies a field and goes on to the next: Enter, Enter, Enter beside the other system's form.
const copies = [...document.querySelectorAll("[data-copy]")];
copies.forEach((button, number) => {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "已复制";
    copies[number + 1]?.focus();
  });
});
