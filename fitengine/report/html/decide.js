// Decides in the page what the engine decides, over the same diagrams. Facts are masks of cells: bit i is cell i.
const bits = (mask) => { const cells = []; for (let i = 0; i < 31; i++) if ((mask >> i) & 1) cells.push(i); return cells; };
const full = (data, name) => (2 ** data.facts[name].size) - 1;

// Every outcome that some completion gives, as one mask; 0 when nothing is possible.
function possible(diagram, known) {
  const memo = new Map();
  const go = (reference) => {
    if (reference < 0) return diagram.leaves[-1 - reference];
    if (!memo.has(reference)) {
      const below = diagram.children[reference];
      memo.set(reference, bits(known[diagram.levels[reference]]).reduce((mask, cell) => mask | go(below[cell]), 0));
    }
    return memo.get(reference);
  };
  return go(diagram.root);
}

// The chance of each mask of outcomes under the priors, given what is known and that nothing impossible is the case.
function weights(data, diagram, known) {
  const memo = new Map();
  const share = diagram.names.map((name, level) => {
    const priors = data.facts[name].priors, cells = bits(known[level]);
    const sum = cells.reduce((total, cell) => total + priors[cell], 0);
    return cells.map((cell) => [cell, priors[cell] / sum]);
  });
  const go = (reference) => {
    if (reference < 0) return new Map([[diagram.leaves[-1 - reference], 1]]);
    if (!memo.has(reference)) {
      const row = new Map();
      for (const [cell, part] of share[diagram.levels[reference]])
        for (const [leaf, mass] of go(diagram.children[reference][cell])) row.set(leaf, (row.get(leaf) || 0) + part * mass);
      memo.set(reference, row);
    }
    return memo.get(reference);
  };
  const row = new Map(go(diagram.root));
  row.delete(0);
  const sum = [...row.values()].reduce((total, mass) => total + mass, 0);
  for (const [leaf, mass] of row) row.set(leaf, mass / sum);
  return row;
}

// Whether boxes cover every case that `known` leaves. A box is a map from facts to masks; facts it lacks are free.
function covered(data, known, boxes) {
  const mask = (name) => known[name] ?? full(data, name);
  const near = boxes.filter((box) => Object.keys(box).every((name) => mask(name) & box[name]));
  if (!near.length) return false;
  const outside = (box) => Object.keys(box).filter((name) => mask(name) & ~box[name]);
  if (near.some((box) => !outside(box).length)) return true;
  const name = outside(near[0])[0], cells = mask(name), inside = cells & near[0][name];
  return covered(data, { ...known, [name]: inside }, near) && covered(data, { ...known, [name]: cells & ~inside }, near);
}

// What is known of the facts that some boxes speak about.
function part(known, boxes) {
  const names = new Set(boxes.flatMap((box) => Object.keys(box)));
  return Object.fromEntries(Object.entries(known).filter(([name]) => names.has(name)));
}

// What goes without saying of facts that nobody has said anything about.
function presume(data, known, doubted) {
  const presumed = {};
  for (const [name, rules] of Object.entries(data.presumptions)) {
    if (data.strict || name in known || doubted.includes(name)) continue;
    let mask = full(data, name);
    for (const rule of rules) {
      if (!rule.when || covered(data, part(known, rule.when), rule.when)) mask = (mask & rule.mask) || mask;
    }
    if (mask !== full(data, name)) presumed[name] = mask;
  }
  return presumed;
}

// The single outcome of a mask; null for none, several or a gap.
function single(data, mask) {
  return data.outcomes.find((_, index) => mask === 1 << index) ?? null;
}

// A smallest part of the presumptions that forces the same outcome: none of the kept can be given up.
function needed(diagram, presumed, known) {
  const current = [...presumed], target = possible(diagram, presumed), kept = [];
  for (let level = 0; level < current.length; level++) {
    if (presumed[level] === known[level]) continue;
    current[level] = known[level];
    if (possible(diagram, current) & ~target) {
      current[level] = presumed[level];
      kept.push(level);
    }
  }
  return kept;
}

// The diagram that fits what is known: where the facts contradict each other, one without the constraints they break.
function choose(data, diagrams, known) {
  const masks = (diagram) => diagram.names.map((name) => known[name] ?? full(data, name));
  const whole = diagrams[""];
  if (possible(whole, masks(whole))) return { diagram: whole, masks: masks(whole), broken: [] };
  const breaks = (one) => covered(data, part(known, one.never), one.never);
  const some = data.constraints.filter(breaks), broken = some.length ? some : data.constraints;
  const diagram = diagrams[broken.map((one) => one.id).join(",")];
  return diagram ? { diagram, masks: masks(diagram), broken } : { diagram: null, masks: [], broken };
}

// The verdict: outcome (null while open), certainty, the facts it assumes, the outcomes left, and their weights by what is known.
function decide(data, step, known, doubted) {
  const { diagram, masks, broken } = choose(data, data.diagrams[data.steps[step].diagrams], known);
  if (!diagram) return { outcome: null, certainty: "open", assumed: [], left: [], weights: [], presumed: {}, broken };
  const presumed = presume(data, known, doubted);
  const chances = [...weights(data, diagram, masks)].map(([leaf, mass]) => [single(data, leaf) ?? "undetermined", mass]);
  const result = { assumed: [], weights: chances.sort((a, b) => b[1] - a[1]), presumed, broken };
  const mask = possible(diagram, masks), outcome = single(data, mask);
  const left = (mask) => data.outcomes.filter((_, index) => (mask >> index) & 1);
  if (outcome !== null) return { ...result, outcome, certainty: "settled", left: left(mask) };
  const assumed = diagram.names.map((name, level) => presumed[name] ?? masks[level]);
  const narrowed = possible(diagram, assumed);
  const shown = single(data, narrowed);
  if (shown === null) return { ...result, outcome: null, certainty: "open", left: left(narrowed || mask) };
  const kept = needed(diagram, assumed, masks).map((level) => diagram.names[level]);
  return { ...result, outcome: shown, certainty: "presumed", assumed: kept, left: left(narrowed) };
}

// The cell of a number.
const cellOf = (fact, number) => fact.cuts.filter(([at, after]) => number > at || (number === at && !after)).length;

// The cells that a typed text means: `none` for nothing, `unknown` for a doubt, a mask, or why it cannot be read.
function read(fact, text) {
  const words = text.trim().toLowerCase();
  if (!words) return { none: true };
  if (words === "unknown") return { doubt: true };
  if (!fact.numeric) return fact.values.includes(text) ? { mask: 1 << fact.values.indexOf(text) } : { wrong: "choose from the list" };
  const found = /^(-?[0-9.]+)(?:\s*(?:to|-|–)\s*(-?[0-9.]+))?$/.exec(words);
  const numbers = found ? found.slice(1).filter((one) => one !== undefined).map(Number) : [NaN];
  if (numbers.some(Number.isNaN)) return { wrong: "type a number, or a range such as 2 to 5" };
  if (numbers.some((one) => one < fact.low || one > fact.high)) return { wrong: `must be ${fact.low} to ${fact.high}` };
  if (fact.whole && numbers.some((one) => one % 1)) return { wrong: "must be a whole number" };
  if (numbers.length === 2 && numbers[0] > numbers[1]) return { wrong: "the lower number comes first" };
  const cells = numbers.map((one) => cellOf(fact, one)), last = cells[cells.length - 1];
  return { mask: (2 ** (last + 1) - 1) & ~(2 ** cells[0] - 1) };
}
