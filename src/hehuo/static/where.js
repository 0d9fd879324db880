// The place screen: "use my position" and a map, loaded only when asked for. Without this file the list does it all.
"use strict";

const box = document.getElementById("locate");
const field = (name) => document.querySelector(`[name="${name}"]`);
const say = (text) => { box.querySelector("[data-status]").textContent = text; };
let pin = null;
let plan = null;

const load = (tag, attributes) => new Promise((done, failed) => {
  const element = Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed });
  document.head.append(element);
});

async function showMap() {
  if (plan) return;
  await Promise.all([load("link", { rel: "stylesheet", href: box.dataset.css }), load("script", { src: box.dataset.js })]);
  await load("script", { src: box.dataset.map });
  const element = box.querySelector(".map");
  element.hidden = false;
  ({ map: plan } = await hehuoMap(element, box.dataset.url));
  plan.on("click", (event) => take(event.latlng.lat, event.latlng.lng, "wgs84"));
}

function take(lat, lon, system) {
  field("lon").value = lon.toFixed(6);
  field("lat").value = lat.toFixed(6);
  field("system").value = system;
  // The point decides, unless a community is chosen again afterwards.
  const list = field("community");
  if (list) list.value = "";
  if (plan) {
    pin?.remove();
    pin = L.circleMarker([lat, lon], { radius: 9, className: "map-dot open" }).addTo(plan);
    plan.panTo([lat, lon]);
  }
  say(box.dataset.done);
}

if (box) {
  box.hidden = false;
  box.querySelector("[data-show-map]").addEventListener("click", async () => {
    await showMap();
    say(box.dataset.tap);
  });
  const locate = box.querySelector("[data-locate]");
  locate.hidden = !navigator.geolocation;
  locate.addEventListener("click", () => {
    say(box.dataset.wait);
    // The browser's own position is WGS-84; WeChat's and Chinese maps' positions come in as GCJ-02 by the query.
    navigator.geolocation.getCurrentPosition(async ({ coords }) => {
      take(coords.latitude, coords.longitude, "wgs84");
      await showMap();
      take(coords.latitude, coords.longitude, "wgs84");
    }, () => say(box.dataset.refused), { enableHighAccuracy: true, timeout: 10000 });
  });
}
