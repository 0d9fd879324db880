// J and K walk the rows, Enter opens, A makes the next move. Without this file the links do the same.
"use strict";

const rows = [...document.querySelectorAll("[data-keys] > li")];
let at = Math.max(0, rows.findIndex((row) => row.classList.contains("chosen")));

const choose = (next) => {
  if (!rows[next]) return;
  rows[at]?.classList.remove("chosen");
  at = next;
  rows[at].classList.add("chosen");
  rows[at].scrollIntoView({ block: "nearest" });
  rows[at].querySelector("[data-open]").focus({ preventScroll: true });
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j") choose(at + 1);
  else if (event.key === "k") choose(at - 1);
  else if (event.key === "a") rows[at]?.querySelector("[data-act]")?.click();
  else if (event.key === "Enter" && event.target === document.body) rows[at]?.querySelector("[data-open]").click();
});
