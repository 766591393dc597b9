// The page: choosing steps, moving the map, filtering, sorting, and trying facts out.
const root = document.currentScript.previousElementSibling;
const all = (selector, from = root) => [...from.querySelectorAll(selector)];
const one = (selector, from = root) => from.querySelector(selector);
const { marks, decision: data, hours } = JSON.parse(one(".fe-data").textContent);
const looks = Object.keys(marks);
const sections = all(".step[data-index]"), rows = all("[data-row]"), map = one(".map"), svg = one("svg", map), printed = one(".printed svg"), panel = one(".panel");
const status = one("[data-status]");
root.classList.add("live");

function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

// ---- the map: scrolling moves it, the size of the drawing zooms it
const box = svg.viewBox.baseVal, READABLE = 1.2;
let scale = READABLE;
function zoom(to, x = map.clientWidth / 2, y = map.clientHeight / 2) {
  const next = Math.min(6, Math.max(0.1, to)), ratio = next / scale;
  const left = (map.scrollLeft + x) * ratio - x, top = (map.scrollTop + y) * ratio - y;
  scale = next;
  svg.style.width = `${box.width * scale}px`;
  svg.style.height = `${box.height * scale}px`;
  map.scrollTo(left, top);
}
const fitting = () => Math.min((map.clientWidth - 2) / box.width, (map.clientHeight - 2) / box.height);
const ZOOMS = { in: () => scale * 1.25, out: () => scale / 1.25, fit: fitting, read: () => READABLE };
for (const button of all("[data-zoom]")) button.onclick = () => zoom(ZOOMS[button.dataset.zoom]());
map.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const place = map.getBoundingClientRect();
  zoom(scale * Math.exp(-event.deltaY / 300), event.clientX - place.left, event.clientY - place.top);
}, { passive: false });
map.addEventListener("keydown", (event) => {
  const to = { "+": "in", "=": "in", "-": "out", 0: "read" }[event.key];
  if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  zoom(ZOOMS[to]());
});
let drag = null;
map.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "mouse" || event.button) return;
  drag = { x: event.clientX, y: event.clientY, left: map.scrollLeft, top: map.scrollTop, moved: false };
});
addEventListener("pointermove", (event) => {
  if (!drag) return;
  const x = event.clientX - drag.x, y = event.clientY - drag.y;
  drag.moved ||= Math.abs(x) + Math.abs(y) > 5;
  if (!drag.moved) return;
  map.classList.add("dragging");
  map.scrollTo(drag.left - x, drag.top - y);
});
addEventListener("pointerup", () => {
  map.classList.remove("dragging");
  setTimeout(() => { drag = null; });
});
map.addEventListener("click", (event) => { if (drag?.moved) { event.preventDefault(); event.stopPropagation(); } }, true);
map.addEventListener("dragstart", (event) => event.preventDefault());

// ---- cards: the parts that tell a verdict, found once; the folded map for paper has them as well
const cards = new Map(sections.map((_, index) => [index, []]));
for (const group of [svg, printed].flatMap((drawing) => all("g[data-step][data-verdict]", drawing))) {
  const link = one("a", group), index = sections.findIndex((part) => `#${part.id}` === link?.getAttribute("xlink:href"));
  const word = link && all("text", link).find((text) => text.textContent.trim() === marks[group.dataset.verdict]?.word);
  if (index < 0 || !word) continue;
  const icon = word.previousElementSibling, paths = [], rest = [];
  for (let at = icon.previousElementSibling; at?.tagName === "path"; at = at.previousElementSibling) paths.unshift(at);
  let dot = word.nextElementSibling;
  if (!/^[●○]$/.test(dot?.textContent ?? "")) {
    dot = word.cloneNode();
    dot.setAttribute("x", paths[0].getBBox().x + paths[0].getBBox().width - 16);
    word.after(dot);
  }
  for (let at = dot.nextElementSibling; at; at = at.nextElementSibling) rest.push(at);
  const title = one("title", group), body = one("path", link), words = title.textContent;
  cards.get(index).push({ group, link, body, chip: paths[0], edge: paths[1], icon, word, dot, rest, title, words });
}

const widths = {}; // of icons, measured once: to measure is to lay the whole page out
function paintCard(card, outcome, certainty, tried) {
  const mark = marks[outcome];
  card.group.dataset.verdict = outcome;
  card.group.classList.toggle("tried", tried);
  card.body.setAttribute("fill", mark.tint);
  card.body.setAttribute("stroke", mark.outline);
  card.body.removeAttribute("stroke-dasharray");
  if (mark.dashed) card.body.setAttribute("stroke-dasharray", "5,2");
  card.chip.setAttribute("fill", mark.chip);
  (card.edge ?? card.chip).setAttribute("stroke", mark.outline);
  card.icon.textContent = mark.icon;
  card.word.textContent = ` ${mark.word}`;
  widths[outcome] ??= card.icon.getComputedTextLength();
  card.word.setAttribute("x", Number(card.icon.getAttribute("x")) + widths[outcome]);
  card.dot.textContent = { settled: "●", presumed: "○" }[certainty] ?? "";
  for (const text of [card.icon, card.word, card.dot]) text.setAttribute("fill", mark.chip_text);
  for (const part of card.rest) part.setAttribute("opacity", tried ? "0.35" : "1");
  card.title.textContent = card.words + (tried ? ` (tried out: ${mark.phrase}, ${certainty})` : "");
}

// Moves the map so that a card is in sight.
function reveal(card) {
  const place = card.group.getBoundingClientRect(), frame = map.getBoundingClientRect();
  const hidden = place.left < frame.left || place.right > frame.right || place.top < frame.top || place.bottom > frame.bottom;
  if (hidden) map.scrollBy((place.left + place.right - frame.left - frame.right) / 2, (place.top + place.bottom - frame.top - frame.bottom) / 2);
}

// ---- choosing a step
let chosen = null;
function choose_step(section, focus) {
  chosen?.classList.remove("chosen");
  for (const card of [...cards.values()].flat()) card.group.classList.remove("chosen");
  chosen = section;
  section.classList.add("chosen");
  one(".hint").hidden = true;
  const index = Number(section.dataset.index), [card] = cards.get(index);
  card?.group.classList.add("chosen");
  if (card) reveal(card);
  buildTry(index);
  panel.scrollTop = 0;
  if (!focus) return;
  one("h3", section).focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
}
const named = (hash) => sections.find((section) => `#${section.id}` === hash);
root.addEventListener("click", (event) => {
  const link = event.target.closest("a"), hash = link?.getAttribute("xlink:href") ?? link?.getAttribute("href");
  const section = hash && named(hash);
  if (!section) return;
  event.preventDefault();
  if (location.hash !== hash) history.pushState(null, "", hash);
  choose_step(section, true);
});
addEventListener("hashchange", () => { const section = named(location.hash); if (section) choose_step(section, true); });
addEventListener("popstate", () => { const section = named(location.hash); if (section) choose_step(section, false); });
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) (cards.get(Number(chosen.dataset.index))[0]?.link ?? map).focus();
});

// ---- trying facts out
const tried = new Map();
let open = false;
const assessed = sections.map((section) => ({ outcome: section.dataset.verdict, certainty: one("[data-certainty]", section).textContent }));
const current = assessed.map((verdict) => ({ ...verdict }));

function factsOf(index) {
  const step = data.steps[index], known = { ...step.known }, changes = tried.get(index) ?? {};
  let doubted = [...step.doubted];
  for (const [name, value] of Object.entries(changes)) {
    delete known[name];
    doubted = doubted.filter((fact) => fact !== name);
    if (value.mask) known[name] = value.mask;
    if (value.doubt) doubted.push(name);
  }
  return [known, doubted];
}
const saidWords = (step, name) => step.doubted.includes(name) ? "unknown" : step.words[name] ?? "";

function buildTry(index) {
  const place = one("[data-try]", sections[index]);
  if (place.hasChildNodes()) return;
  if (!data) return void (place.textContent = "These rules are too large to be tried out in a page; the command line can: fitengine assess --set.");
  const step = data.steps[index], names = Object.keys(data.facts);
  const said = (name) => saidWords(step, name) !== "";
  const details = make("details", {}, make("summary", {}, "Try it out: what if a fact were otherwise?"));
  const answer = make("p", { class: "answer", role: "status" });
  const reset = make("button", { type: "button", hidden: "" }, "Undo the changes of this step");
  reset.onclick = () => { undo(index); redecide(index); };
  details.open = open;
  details.ontoggle = () => { open = details.open; };
  details.append(answer, reset, ...[...names.filter(said), ...names.filter((name) => !said(name))].map((name) => row(index, name)));
  place.append(details);
  redecide(index, false);
}
function row(index, name) {
  const fact = data.facts[name], step = data.steps[index], words = saidWords(step, name), id = `fe-try-${index}-${name}`;
  const input = fact.numeric ? make("input", { inputmode: "decimal", autocomplete: "off", value: words }) : make("select");
  if (!fact.numeric) {
    const texts = ["", ...(words && words !== "unknown" && !fact.values.includes(words) ? [words] : []), ...fact.values, "unknown"];
    for (const text of texts) input.append(make("option", { value: text }, { "": "not known", unknown: "in doubt" }[text] ?? text.replaceAll("_", " ")));
    input.value = words;
  }
  input.id = id;
  input.dataset.fact = name;
  input.setAttribute("aria-describedby", `${id}-note`);
  input.onchange = () => change(index, name, input);
  const question = (fact.question || name) + (fact.unit ? ` (${fact.unit})` : "");
  return make("div", { class: "row" }, make("label", { for: id }, question), input, make("span", { class: "note", id: `${id}-note` }));
}
function change(index, name, input) {
  const changes = tried.get(index) ?? {}, words = saidWords(data.steps[index], name);
  const value = input.value === words ? null : read(data.facts[name], input.value);
  input.setAttribute("aria-invalid", Boolean(value?.wrong));
  if (value?.wrong) {
    const note = one(".note", input.parentElement);
    note.textContent = value.wrong;
    note.classList.add("alert");
    return;
  }
  delete changes[name];
  if (value) changes[name] = value;
  if (Object.keys(changes).length) tried.set(index, changes); else tried.delete(index);
  redecide(index);
}
function undo(index) {
  tried.delete(index);
  for (const input of all("[data-fact]", sections[index])) {
    input.value = saidWords(data.steps[index], input.dataset.fact);
    input.setAttribute("aria-invalid", "false");
  }
}
const phrase = (outcome) => marks[outcome]?.phrase ?? outcome;
const percent = (weight) => weight < 0.005 ? "<1%" : weight >= 0.995 && weight < 1 ? ">99%" : `${Math.floor(100 * weight + 0.5)}%`;

const listed = (words) => words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}` : words.join("");

function answerWords(result, index) {
  const was = assessed[index], changed = tried.has(index);
  if (result.broken.length && !result.weights.length) return "The facts contradict each other in a way that only the program itself can sort out.";
  const now = result.outcome ? `${phrase(result.outcome)}, ${result.certainty}` : `open, between ${listed(result.left.map(phrase))}`;
  const chances = result.outcome ? "" : ` Without assumptions: ${result.weights.map(([outcome, weight]) => `${phrase(outcome)} ${percent(weight)}`).join(", ")}.`;
  const broken = result.broken.length ? ` The facts contradict each other: ${result.broken.map((one) => one.because).join("; ")}. The verdict sets that aside.` : "";
  const same = (result.outcome ?? "undetermined") === was.outcome && result.certainty === was.certainty;
  const before = changed ? (same ? " Verdict and certainty are as they were." : ` It was ${phrase(was.outcome)}, ${was.certainty}; the reasons below are as assessed.`) : "";
  return `${changed ? "Tried out" : "As assessed"}: ${now}.${chances}${broken}${before}`;
}
function redecide(index, speak = true) {
  const [known, doubted] = factsOf(index), result = decide(data, index, known, doubted), changed = tried.has(index);
  const outcome = changed ? result.outcome ?? "undetermined" : assessed[index].outcome;
  const certainty = changed ? result.certainty : assessed[index].certainty;
  current[index] = { outcome, certainty };
  for (const place of [sections[index], rows[index]]) {
    paintWords(place, outcome, certainty);
    place.classList.toggle("tried", changed);
  }
  one(".answer", sections[index]).textContent = answerWords(result, index);
  one("details button", sections[index]).hidden = !changed;
  for (const input of all("[data-fact]", sections[index])) note(input, result, index, known);
  if (!speak) return;
  for (const card of cards.get(index)) paintCard(card, outcome, certainty, changed);
  count();
  filter();
}
function note(input, result, index, known) {
  const name = input.dataset.fact, fact = data.facts[name], place = one(".note", input.parentElement), mask = result.presumed[name];
  const turned = Boolean(tried.get(index)?.[name]);
  input.parentElement.classList.toggle("changed", turned);
  place.classList.remove("alert");
  const assumed = mask && !(name in known) ? `${result.assumed.includes(name) ? "The verdict takes for granted" : "Goes without saying"}: ${fact.words[mask] ?? ""}.` : "";
  const said = saidWords(data.steps[index], name);
  place.textContent = [turned ? `Tried out; ${said ? `said: ${said}` : "nothing was said"}.` : "", assumed].filter(Boolean).join(" ");
}
function paintWords(place, outcome, certainty) {
  const chip = one("[data-chip]", place), [icon, word] = chip.children;
  chip.className = `chip m-${looks.indexOf(outcome)}`;
  icon.textContent = marks[outcome].icon;
  word.textContent = phrase(outcome);
  one("[data-certainty]", place).textContent = certainty;
  place.dataset.verdict = outcome;
}

// ---- totals
const round = (number) => number >= 10 ? Math.floor(number + 0.5).toLocaleString("en") : String(Math.floor(10 * number + 0.5) / 10);
function hourWords(steps) {
  const known = steps.filter((index) => hours[index]), missing = steps.length - known.length;
  const [low, high] = [0, 1].map((end) => round(known.reduce((sum, index) => sum + hours[index][end], 0)));
  const unknown = missing ? [`unknown for ${missing} step${missing === 1 ? "" : "s"}`] : [];
  return steps.length ? `hours a month: ${[...(known.length ? [low === high ? low : `${low} to ${high}`] : []), ...unknown].join(", ")}` : "";
}
const legend = [svg, printed].flatMap((drawing) => all("g.text:not([data-step]) text", drawing));
function count() {
  for (const outcome of looks) {
    const steps = [...current.keys()].filter((index) => current[index].outcome === outcome);
    one(`[data-count="${CSS.escape(outcome)}"]`).textContent = steps.length;
    one(`[data-hours="${CSS.escape(outcome)}"]`).textContent = hourWords(steps);
    for (const text of legend.filter((text) => text.textContent.trim() === marks[outcome].word))
      if (/^\d+$/.test(text.nextElementSibling?.textContent ?? "")) text.nextElementSibling.textContent = steps.length;
  }
  for (const drawing of [svg, printed]) drawing.classList.toggle("trying", tried.size > 0);
  one("[data-reset-all]").hidden = !tried.size;
}
one("[data-reset-all]").onclick = () => {
  for (const index of [...tried.keys()]) { undo(index); redecide(index); }
};

// ---- filter, find, sort
const tiles = all("[data-filter]"), find = one("[data-find]");
let wanted = null;
function filter() {
  for (const tile of tiles) tile.setAttribute("aria-pressed", tile.dataset.filter === wanted);
  const words = find.value.trim().toLowerCase();
  for (const [index, { outcome }] of current.entries()) {
    const shown = !wanted || outcome === wanted;
    cards.get(index)[0]?.group.classList.toggle("dimmed", !shown);
    rows[index].hidden = !shown || !rows[index].textContent.toLowerCase().includes(words);
  }
}
for (const tile of tiles) tile.onclick = () => {
  wanted = wanted === tile.dataset.filter ? null : tile.dataset.filter;
  filter();
  status.textContent = wanted ? `Only ${phrase(wanted)}: ${current.filter((one) => one.outcome === wanted).length} of ${current.length} steps.` : "All steps.";
};
find.oninput = filter;
const titles = all("th[aria-sort]");
for (const [column, title] of titles.entries()) one("button", title).onclick = () => {
  const up = title.getAttribute("aria-sort") !== "ascending", numeric = one("button", title).dataset.sort === "number";
  for (const other of titles) other.setAttribute("aria-sort", "none");
  title.setAttribute("aria-sort", up ? "ascending" : "descending");
  const key = (row) => numeric ? Number(row.children[column].dataset.value) : row.children[column].textContent.trim();
  const compare = (a, b) => numeric ? key(a) - key(b) : key(a).localeCompare(key(b), "en");
  rows[0]?.parentElement.append(...[...rows].sort((a, b) => (up ? 1 : -1) * compare(a, b)));
};

// ---- light and dark, print
const toggle = one("[data-toggle-theme]"), dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "auto" && dark.matches);
const label = () => { toggle.textContent = isDark() ? "Light" : "Dark"; };
toggle.onclick = () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); };
dark.addEventListener("change", label);
let folded = [];
addEventListener("beforeprint", () => { folded = all("details:not([open])"); for (const part of folded) part.open = true; });
addEventListener("afterprint", () => { for (const part of folded) part.open = false; });

label();
zoom(READABLE);
map.scrollTo(0, 0);
if (named(location.hash)) choose_step(named(location.hash), false);
