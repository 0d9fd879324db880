// Small comforts. Every page reads and sends without this file.
"use strict";

// An error summary takes the focus, so that keyboard and screen reader start there.
document.getElementById("error-summary")?.focus();

// One open menu at a time; a click outside or Escape closes it.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// <span class="copy" data-copy="…">…<button type="button" data-done="已复制">复制</button></span>
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy button");
  if (!button) return;
  await navigator.clipboard.writeText(button.closest(".copy").dataset.copy);
  button.textContent = button.dataset.done || "✓";
});

// <button class="btn" data-print>: shown only where printing by script is possible.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A button that sends a form sends it once. The server is idempotent anyway; this is only courtesy.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button) return;
  setTimeout(() => { button.setAttribute("aria-disabled", "true"); }, 0);
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}));

// Photos chosen but not yet sent are shown as small pictures below the field.
document.querySelectorAll('input[type="file"][accept*="image"]').forEach((input) => {
  const shelf = document.createElement("div");
  shelf.className = "photos";
  input.after(shelf);
  input.addEventListener("change", () => {
    shelf.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
    shelf.replaceChildren(...[...input.files].filter((file) => file.type.startsWith("image/")).map((file) => {
      const picture = new Image();
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      return picture;
    }));
  });
});

// <select data-goes> sends its form at once; the form's button stays for those without script.
document.querySelectorAll("select[data-goes]").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
  select.form.querySelector("button[data-goes-fallback]")?.setAttribute("hidden", "");
});
