// What the timeline looks like: where each moment and row is, and the drawing of all of them on two canvases.
const part_of = (name) => root.querySelector(name);
const still = part_of('.still'), moving = part_of('.moving'), tip = part_of('.tip'), marks = part_of('.marks');

let voice = null;                       // what is drawn: duration, words, tiers, levels of peaks
const span = { from: 0, seconds: 1 };   // what of it is seen
let width = 0, chosen = -1, dirty = true;
const RULER = 22, WAVE = 84, WORDS = 34, PHONES = 25, TIER = 26, MAP = 14, GAP = 4;
const LEAST = 0.25;                     // seconds: as near as one can zoom

// ---- what there is to draw -----------------------------------------------------------------------------------------
function levelsOf(text) {
  const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  let pairs = new Int8Array(raw.buffer);
  const levels = [pairs];
  while (pairs.length > 4096) {
    const half = new Int8Array(2 * Math.ceil(pairs.length / 4));
    for (let i = 0; i < half.length; i += 2) {
      const a = 2 * i, b = Math.min(a + 2, pairs.length - 2);
      half[i] = Math.min(pairs[a], pairs[b]);
      half[i + 1] = Math.max(pairs[a + 1], pairs[b + 1]);
    }
    levels.push((pairs = half));
  }
  return levels;
}
const unsure = (word) => word.score !== null && word.score < voice.unsure;

// ---- where things are ----------------------------------------------------------------------------------------------
const rows = () => {
  const found = [['ruler', RULER], ['wave', WAVE], ['words', WORDS]];
  if (voice?.phones.length) found.push(['phones', PHONES]);
  for (const tier of voice?.tiers || []) found.push([tier, TIER]);
  found.push(['map', MAP]);
  let top = 0;
  return found.map(([name, height]) => { const row = { name, top, height }; top += height + (name === 'ruler' ? 0 : GAP); return row; });
};
const xOf = (time) => ((time - span.from) / span.seconds) * width;
const timeOf = (x) => span.from + (x / width) * span.seconds;
function show(from, seconds = span.seconds) {
  if (!voice) return;
  span.seconds = Math.min(Math.max(seconds, Math.min(LEAST, voice.duration)), voice.duration);
  span.from = Math.min(Math.max(from, 0), voice.duration - span.seconds);
  dirty = true;
  wake();
}
function zoom(factor, x = width / 2) {
  if (!factor) return show(0, voice.duration);
  const at = timeOf(x), seconds = Math.min(Math.max(span.seconds / factor, LEAST), voice.duration);
  show(at - (x / width) * seconds, seconds);
}
function size() {
  width = root.clientWidth - 24;
  if (width <= 0) return;
  const last = rows().at(-1), height = last.top + last.height, scale = devicePixelRatio || 1;
  for (const canvas of [still, moving]) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.height = `${height}px`;
    canvas.getContext('2d').setTransform(scale, 0, 0, scale, 0, 0);
  }
  dirty = true;
}
// The first of `things` that ends after `time`; they are in order.
function firstAfter(things, time) {
  let low = 0, high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].end > time) high = middle; else low = middle + 1;
  }
  return low;
}
const at = (things, time) => { const i = firstAfter(things, time); return things[i] && things[i].start <= time ? i : -1; };

// ---- drawing -------------------------------------------------------------------------------------------------------
let ink = {};
function colours() {
  const style = getComputedStyle(root);
  ink = Object.fromEntries(['ink', 'ink-soft', 'line', 'line-strong', 'accent', 'accent-soft', 'accent-ink', 'field', 'panel',
    'hover', 'warn', 'warn-soft'].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  ink.font = style.fontFamily;
  dirty = true;
}
const clockText = (s, digits = 2) => `${Math.floor(s / 60)}:${(s % 60).toFixed(digits).padStart(digits ? 3 + digits : 2, '0')}`;

function paint() {
  dirty = false;
  const c = still.getContext('2d');
  c.clearRect(0, 0, width, 9999);
  for (const row of rows()) {
    const draw = { ruler, wave, words, phones, map }[row.name] || tier;
    draw(c, row);
  }
}
function ruler(c, { top, height }) {
  const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];
  const step = steps.find((s) => (s / span.seconds) * width >= 64) || 3600;
  c.font = `11.5px ${ink.font}`;
  c.textBaseline = 'middle';
  for (let time = Math.ceil(span.from / step) * step; time <= span.from + span.seconds + 1e-6; time += step) {
    const x = Math.round(xOf(time)) + 0.5;
    c.strokeStyle = ink.line;
    c.beginPath(); c.moveTo(x, top + height - 5); c.lineTo(x, top + height + WAVE); c.stroke();
    c.fillStyle = ink['ink-soft'];
    const label = clockText(time + 1e-9, step < 0.1 ? 2 : step < 1 ? (step === 0.25 ? 2 : 1) : 0);
    const half = c.measureText(label).width / 2;
    if (x + half <= width) c.fillText(label, Math.max(0, x - half), top + height / 2 - 2);
  }
}
function outline(c, left, right, middle, tall) {
  if (!(width > 0)) return;   // on a very narrow page there is no room for it
  // The level of peaks that has about one slice a pixel.
  const perPixel = (span.seconds * voice.rate) / width;
  const level = Math.min(voice.levels.length - 1, Math.max(0, Math.floor(Math.log2(perPixel))));
  const pairs = voice.levels[level], rate = voice.rate / 2 ** level, many = pairs.length / 2;
  const first = Math.max(0, Math.floor(left * rate)), last = Math.min(many - 1, Math.ceil(right * rate));
  c.beginPath();
  for (const [side, order] of [[1, 1], [0, -1]]) {
    for (let k = 0; k <= last - first; k++) {
      const i = order > 0 ? first + k : last - k;
      const height = (pairs[2 * i + side] / voice.loudest) * tall;
      c.lineTo(xOf((i + 0.5) / rate), middle - (side ? Math.max(height, 0.6) : Math.min(height, -0.6)));
    }
  }
  c.closePath();
}
function wave(c, { top, height }) {
  outline(c, span.from, span.from + span.seconds, top + height / 2, height / 2);
  c.fillStyle = ink['line-strong'];
  c.fill();
}
function box(c, thing, top, height, radius) {
  const left = xOf(thing.start), right = Math.max(xOf(thing.end), left + 1);
  c.beginPath();
  c.roundRect(left + 0.5, top + 0.5, Math.max(right - left - 1.5, 0.8), height - 1, Math.min(radius, (right - left) / 3));
  return [left, right];
}
// A name in the middle of its box: smaller where it does not fit, then cut short if that is allowed, then left out.
function label(c, text, left, right, y, size, weight = '400', cut = true) {
  const from = Math.max(left, 0), to = Math.min(right, width), room = to - from - (cut ? 4 : 1);
  if (room < 4) return;
  c.textBaseline = 'middle';
  let said = text, wide = 0;
  for (const smaller of [size, size - 1.5, size - 3]) {
    c.font = `${weight} ${smaller}px ${ink.font}`;
    wide = c.measureText(said).width;
    if (wide <= room) break;
  }
  while (wide > room) {
    if (said.length < 4 || !cut) return;
    said = `${said.replace('…', '').slice(0, -1)}…`;
    wide = c.measureText(said).width;
  }
  c.fillText(said, (from + to - wide) / 2, y);
}
function seen(things, draw) {
  for (let i = firstAfter(things, span.from); i < things.length && things[i].start < span.from + span.seconds; i++) draw(things[i], i);
}
function words(c, { top, height }) {
  seen(voice.words, (word, i) => {
    const doubt = unsure(word);
    const [left, right] = box(c, word, top, height, 6);
    c.fillStyle = doubt ? ink['warn-soft'] : ink.hover;
    c.fill();
    if (doubt || i === chosen) {
      c.strokeStyle = i === chosen ? ink.accent : ink.warn;
      c.lineWidth = i === chosen ? 2 : 1;
      c.setLineDash(i === chosen ? [] : [4, 3]);
      c.stroke();
      c.setLineDash([]);
      c.lineWidth = 1;
    }
    c.fillStyle = doubt ? ink.warn : ink.ink;
    label(c, word.text, left, right, top + height / 2 - (word.known ? 0 : 2), 13, '500');
    if (!word.known) {
      c.strokeStyle = ink['ink-soft'];
      c.lineWidth = 2;
      c.setLineDash([1.5, 3]);
      c.beginPath(); c.moveTo(left + 5, top + height - 7); c.lineTo(Math.max(right - 5, left + 6), top + height - 7); c.stroke();
      c.setLineDash([]);
      c.lineWidth = 1;
    }
  });
}
// A vowel's stress is told by its weight: AY1 is a bold AY.
const bare = (name) => name.replace(/\d$/, '');
const stressed = (name) => (/[12]$/.test(name) ? '650' : '400');
function phones(c, { top, height }) {
  if (span.seconds / width > 1 / 60) {
    c.fillStyle = ink['ink-soft'];
    c.font = `12px ${ink.font}`;
    c.fillText('Zoom in to see the speech sounds', 2, top + height / 2);
    return;
  }
  seen(voice.phones, (phone) => {
    const [left, right] = box(c, phone, top, height, 4);
    c.strokeStyle = ink.line;
    c.stroke();
    c.fillStyle = ink['ink-soft'];
    label(c, bare(phone.label), left, right, top + height / 2, 11, stressed(phone.label), false);
  });
}
function tier(c, { name, top, height }) {
  seen(name.items.map(([text, start, end]) => ({ text, start, end })), (item) => {
    const [left, right] = box(c, item, top, height, 6);
    c.fillStyle = ink['accent-soft'];
    c.fill();
    c.fillStyle = ink['accent-ink'];
    label(c, item.text, left, right, top + height / 2, 12.5, '500');
  });
}
// All of it in a strip, and which part is seen above.
function map(c, { top, height }) {
  const all = span.seconds >= voice.duration - 1e-6;
  c.fillStyle = ink.hover;
  c.beginPath(); c.roundRect(0, top, width, height, 4); c.fill();
  if (all) return;
  const view = { ...span };
  Object.assign(span, { from: 0, seconds: voice.duration });
  outline(c, 0, voice.duration, top + height / 2, height / 2 - 1);
  Object.assign(span, view);
  c.fillStyle = ink['line-strong'];
  c.fill();
  const left = (span.from / voice.duration) * width, wide = Math.max((span.seconds / voice.duration) * width, 8);
  c.beginPath(); c.roundRect(left + 1, top + 1, wide - 2, height - 2, 4);
  c.strokeStyle = ink.accent; c.lineWidth = 2; c.stroke(); c.lineWidth = 1;
}

// What changes with the time: the playhead, the word and the sound being said.
function overlay() {
  const c = moving.getContext('2d'), time = sound.currentTime;
  c.clearRect(0, 0, width, 9999);
  for (const row of rows()) {
    const things = { words: voice.words, phones: span.seconds / width > 1 / 60 ? [] : voice.phones }[row.name];
    const now = things ? at(things, time) : -1;
    if (now >= 0) {
      const [left, right] = box(c, things[now], row.top, row.height, row.name === 'words' ? 6 : 4);
      c.fillStyle = ink['accent-soft'];
      c.fill();
      c.strokeStyle = ink.accent;
      c.stroke();
      c.fillStyle = ink['accent-ink'];
      const middle = row.top + row.height / 2, thing = things[now];
      if (row.name === 'words') label(c, thing.text, left, right, middle - (thing.known ? 0 : 2), 13, '600');
      else label(c, bare(thing.label), left, right, middle, 11, stressed(thing.label), false);
    }
    if (row.name === 'map') {
      c.fillStyle = ink.accent;
      c.fillRect((time / voice.duration) * width - 1, row.top, 2, row.height);
    }
  }
  const x = xOf(time), bottom = rows().at(-1).top - GAP;
  if (x >= 0 && x <= width) {
    c.fillStyle = ink.accent;
    c.fillRect(x - 1, 4, 2, bottom - 4);
    c.beginPath(); c.moveTo(x - 6, 2); c.lineTo(x + 6, 2); c.lineTo(x, 11); c.closePath(); c.fill();
  }
}
