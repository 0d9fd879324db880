// Minutes that save themselves: htmx sends what is typed; here only what others wrote meanwhile is put in.
"use strict";

const text = document.getElementById("minutes-text");
let asSent = text.value;

// What stood there when it was sent: only if nobody typed since may the answer replace it.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === text.form) asSent = text.value;
});

document.body.addEventListener("htmx:afterSwap", () => {
  const merged = document.querySelector("#saved [data-merged]");
  const version = document.querySelector('#saved input[name="version"]');
  if (!merged || !version) return;
  if (text.value !== asSent) {
    // She went on typing: the next saving goes on from what was sent, and everything comes together then.
    version.value = merged.dataset.merged;
    return;
  }
  const before = text.value;
  const after = merged.textContent;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  // The caret stays where it was written: what was put in before it moves it along.
  const move = (at) => (at <= same ? at : Math.max(same, at + after.length - before.length));
  const [start, end] = [move(text.selectionStart), move(text.selectionEnd)];
  text.value = after;
  text.setSelectionRange(start, end);
});

// Nothing typed is lost by leaving the page within the second before it is saved.
window.addEventListener("pagehide", () => {
  if (text.value === asSent) return;
  const body = new FormData(text.form);
  navigator.sendBeacon(text.form.action, body);
});
