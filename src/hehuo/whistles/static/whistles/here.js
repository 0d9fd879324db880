// "I am here": one tap asks the telephone where it is and sends the form; without a position it is sent all the same,
// and the page says what else counts.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-here]");
  if (!button || !navigator.geolocation || button.dataset.asked) return;
  event.preventDefault();
  button.dataset.asked = "1";
  button.setAttribute("aria-busy", "true");
  const words = button.querySelector("span") || button;
  words.textContent = button.dataset.here;
  const send = () => button.form.requestSubmit();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    button.form.elements.position.value = `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`;
    send();
  }, send, { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 });
});
// Matter or place chosen: ask the charter again whom it would call.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-units]");
  if (!form || !window.htmx || !/^(category|category_pick|place)$/.test(event.target.name)) return;
  const body = new FormData(form);
  body.append("look", "1");
  window.htmx.ajax("POST", form.dataset.units, { target: "#units", swap: "innerHTML", values: Object.fromEntries([...body].filter(([name]) => !["called", "lead"].includes(name))) });
});
