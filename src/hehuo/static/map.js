// Maps: outlines of our own; tiles only where a licensed service is configured (its review number stands below).
"use strict";

const HEHUO_BEIJING = [39.955, 116.29];

async function hehuoMap(element, url) {
  const data = url ? await (await fetch(url, { headers: { Accept: "application/json" } })).json() : { tiles: {}, areas: [], points: [] };
  const map = L.map(element, { scrollWheelZoom: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false }).setView(HEHUO_BEIJING, 13);
  if (data.tiles.url) L.tileLayer(data.tiles.url, { maxZoom: 18 }).addTo(map);
  const shapes = L.featureGroup(data.areas.map((area) => {
    const rings = area.polygons.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
    return L.polygon(rings, { className: "map-area", interactive: false });
  })).addTo(map);
  const points = L.featureGroup(data.points.map((point) => {
    const dot = L.circleMarker([point.lat, point.lon], { radius: 7 + Math.min(13, point.open + point.solved), className: point.open ? "map-dot open" : "map-dot" });
    return dot.bindTooltip(point.name, { permanent: data.points.length < 40, direction: "right", offset: [12, 0], className: "map-name" });
  })).addTo(map);
  const seen = points.getLayers().length ? points : shapes;
  if (seen.getLayers().length) map.fitBounds(seen.getBounds().pad(0.15), { maxZoom: 14, animate: false });
  return { map, data, points };
}

const hehuoPage = document.getElementById("map");
if (hehuoPage) {
  hehuoMap(hehuoPage, hehuoPage.dataset.url).then(({ data, points }) => {
    points.getLayers().forEach((dot, index) => {
      const point = data.points[index];
      const words = document.createElement("a");
      words.href = hehuoPage.dataset.list + encodeURIComponent(point.code);
      words.textContent = `${point.name}: ${point.open} ${hehuoPage.dataset.open}, ${point.solved} ${hehuoPage.dataset.solved}`;
      dot.bindPopup(words);
    });
  });
}
