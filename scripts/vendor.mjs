// Copies what pages need into src/hehuo/static/vendor and what printed papers need into src/hehuo/fonts (both git-ignored).
// Icons: one sprite holding only the icons that templates and Python code name.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const source = join(root, "src", "hehuo");
const vendor = join(source, "static", "vendor");

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path === join(source, "static") || name === "__pycache__") continue;
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.(html|py)$/.test(name)) yield path;
  }
}

// `{% icon "bell" %}` in templates; `icon="bell"` or a line `# icons: bell flag` in Python.
const NAMED = /\{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon\s*=\s*["']([a-z0-9-]+)["']/g;
const LISTED = /# icons: ([a-z0-9 -]+)/g;
const names = new Set();
for (const path of files(source)) {
  const text = readFileSync(path, "utf8");
  for (const match of text.matchAll(NAMED)) names.add(match[1] ?? match[2]);
  for (const match of text.matchAll(LISTED)) match[1].trim().split(/\s+/).forEach((name) => names.add(name));
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
const fonts = join(source, "fonts"); // for printed papers only, never served
mkdirSync(fonts, { recursive: true });

let missing = 0;
const symbols = [...names].sort().map((name) => {
  const path = join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`);
  if (!existsSync(path)) {
    console.error(`no such icon: ${name}`);
    missing += 1;
    return "";
  }
  const inner = readFileSync(path, "utf8")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(join(vendor, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

copyFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(vendor, "htmx.min.js"));
mkdirSync(join(vendor, "leaflet"));
copyFileSync(join(modules, "leaflet", "dist", "leaflet.css"), join(vendor, "leaflet", "leaflet.css"));
// Without the trailing source map reference: the map itself is not copied.
const leaflet = readFileSync(join(modules, "leaflet", "dist", "leaflet.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
writeFileSync(join(vendor, "leaflet", "leaflet.js"), leaflet);
cpSync(join(modules, "leaflet", "dist", "images"), join(vendor, "leaflet", "images"), { recursive: true });
for (const weight of ["400Regular", "700Bold"]) {
  const file = `NotoSansSC_${weight}.ttf`;
  copyFileSync(join(modules, "@expo-google-fonts", "noto-sans-sc", weight, file), join(fonts, file));
}
console.log(`vendor: ${names.size - missing} icons, htmx, leaflet, fonts`);
process.exitCode = missing ? 1 : 0;
