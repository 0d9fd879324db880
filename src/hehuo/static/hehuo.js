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

// A box to sign in. Without script the photo of a signature on paper remains.
document.querySelectorAll("[data-signature]").forEach((box) => {
  const field = box.querySelector('input[type="hidden"]');
  const drawn = box.querySelector(".signature-drawn");
  const canvas = drawn.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [(event.clientX - edge.left) * canvas.width / edge.width, (event.clientY - edge.top) * canvas.height / edge.height];
  };
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  };
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1b1f2a" });
  drawn.hidden = false;
  clear();
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => { field.value = canvas.toDataURL("image/png"); });
  drawn.querySelector("button").addEventListener("click", clear);
});

// "Use my position": asked only when touched.
document.querySelectorAll("[data-position]").forEach((box) => {
  const button = box.querySelector("button");
  const say = (text) => { box.querySelector("span").textContent = text; };
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    say(box.dataset.wait);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      box.querySelector("input").value = `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`;
      say(box.dataset.done);
    }, () => say(box.dataset.refused), { enableHighAccuracy: true, timeout: 10000 });
  });
});
