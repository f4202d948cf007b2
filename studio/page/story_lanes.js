// The script in time: a lane for each character with what they do above what they say; scenes along the top.
const LEAST = 36, NAMES = 92;          // pixels for a second at least, and for the names
const lanes = tag('div', { className: 'lanes', tabIndex: 0 });
lanes.setAttribute('role', 'group');
const strip = tag('div', { className: 'strip-wide' }), head = tag('div', { className: 'playhead' });
lanes.append(strip);
let perSecond = LEAST, blocks = [];
const called = (who) => board.people.find(({ id }) => id === who)?.name || (who === board.choices.narrator ? 'Narrator' : who);
const actionOf = (name) => board.choices.actions?.find(([one]) => one === name);
const thing = (row, id) => board.scenes[row.scene]?.things.find(([one]) => one === id)?.[1];
const doing = (row) => actionOf(row.does)?.[1] || row.does;

function says(row) {
  if (row.text !== undefined) return `“${row.text}”`;
  const whom = row.to ? ` ${thing(row, row.to) || called(row.to)}` : '', withWhat = row.with ? ` (${thing(row, row.with) || row.with})` : '';
  return `${doing(row)}${whom}${withWhat}`;
}

function lay() {
  const wide = Math.max(lanes.clientWidth - NAMES - 14, 200), seconds = Math.max(board.duration || 1, 1);
  perSecond = Math.max(LEAST, wide / seconds);
  const full = seconds * perSecond;
  strip.style.width = `${NAMES + full}px`;
  const x = (time) => `${(time * perSecond).toFixed(1)}px`;
  const top = tag('div', { className: 'lane-row scenes-row' }, tag('span', { className: 'lane-name' }), tag('div', { className: 'lane-body' }));
  board.scenes.forEach((scene, number) => {
    if (typeof scene.start !== 'number') return;
    const next = board.scenes.slice(number + 1).find(({ start }) => typeof start === 'number')?.start ?? seconds;
    const name = board.choices.places?.find(([one]) => one === scene.place)?.[1] || scene.place;
    const made = tag('button', { type: 'button', className: 'scene-band', tabIndex: -1 }, tag('span', { textContent: `${number + 1} ${name}${scene.time === 'day' ? '' : `, ${scene.time}`}` }));
    Object.assign(made.style, { left: x(scene.start), width: x(Math.max(next - scene.start, 0.1)) });
    made.addEventListener('click', () => look(scene.start + 0.04));
    top.lastChild.append(made);
  });
  const told = board.rows.some(({ who }) => who === board.choices.narrator);
  const people = [...board.people.map(({ id }) => id), ...(told ? [board.choices.narrator] : [])];
  const bodies = new Map();
  const rows = people.map((who) => {
    const one = board.people.find(({ id }) => id === who), body = tag('div', { className: 'lane-body' });
    bodies.set(who, body);
    const dot = tag('i', { className: 'dot' });
    dot.style.background = one?.clothes || 'var(--ink-soft)';
    return tag('div', { className: 'lane-row' }, tag('span', { className: 'lane-name', title: called(who) }, dot, called(who)), body);
  });
  for (const step of board.steps) {
    const made = tag('i', { className: 'step', title: 'goes there' });
    Object.assign(made.style, { left: x(step.start), width: x(step.end - step.start) });
    bodies.get(step.who)?.append(made);
  }
  blocks = board.rows.map((row, number) => {
    const made = tag('button', { type: 'button', className: `block ${row.kind}`, tabIndex: -1, textContent: says(row) });
    made.dataset.row = number;
    if (typeof row.start !== 'number') { made.hidden = true; return made; }
    made.classList.toggle('asked', row.asked?.length > 0);
    if (row.kind === 'beat') made.append(tag('i', { className: 'grip' }));
    made.title = `${row.start.toFixed(1)} s: ${called(row.who)} ${row.text !== undefined ? row.does : ''} ${says(row)}`;
    Object.assign(made.style, { left: x(row.start), width: `${Math.max((row.end - row.start) * perSecond - 2, 8).toFixed(1)}px` });
    bodies.get(row.who)?.append(made);
    return made;
  });
  strip.replaceChildren(top, ...rows, head);
  lanes.setAttribute('aria-label', `Timeline of ${board.people.length} characters; arrow keys move the time, Enter chooses what happens there, Alt with an arrow key moves what is chosen, with Shift as well it is made longer or shorter`);
  mark();
  playhead(clock.time);
}

let near = -1;
function playhead(time) {
  head.style.transform = `translateX(${(NAMES + time * perSecond).toFixed(1)}px)`;
  if (clock.playing) {
    const at = time * perSecond, left = lanes.scrollLeft, seen = lanes.clientWidth - NAMES;
    if (at < left || at > left + seen - 30) lanes.scrollLeft = Math.max(at - 40, 0);
  }
  const now = board.rows.findIndex((row) => row.start <= time && time < row.end);
  if (now === near) return;
  blocks.forEach((made, number) => made.classList.toggle('now', board.rows[number]?.start <= time && time < board.rows[number]?.end));
  near = now;
  nowRow(now);
}
const look = (time) => { if (clock.playing) clock.pause(); clock.seek(time); wake(); };

// The moment of a row at which it can be seen best: a little after it began.
const telling = (row) => Math.min(row.start + Math.max(0.35 * (row.end - row.start), 0.2), row.end - 0.04);
function choose(number, seek = true) {
  chosen = number;
  mark();
  markRow();
  const row = board.rows[number];
  if (row && seek && typeof row.start === 'number') {
    look(telling(row));
    const at = row.start * perSecond;
    if (at < lanes.scrollLeft || at > lanes.scrollLeft + lanes.clientWidth - NAMES - 40) lanes.scrollLeft = Math.max(at - 60, 0);
  }
}
function mark() { blocks.forEach((made, number) => made.classList.toggle('on', number === chosen)); }

let held = false;
const timeAt = (event) => (event.clientX - strip.getBoundingClientRect().left - NAMES) / perSecond;
// A block is dragged to another time, or by its end to last longer; what the hand lets go of is sent.
const FROM = 5, LEAST_LONG = 0.4, SNAP = 0.1;
let drag = null, dragged = false;
const snapped = (seconds) => Math.round(seconds / SNAP) * SNAP;
function retime(number, by, longer) {
  const row = board.rows[number], begin = board.scenes[row.scene]?.begin ?? 0;
  if (sheet.classList.contains('busy') || typeof row.start !== 'number' || (longer && row.kind !== 'beat')) return;
  const value = longer ? Math.max(snapped(row.end - row.start + by), LEAST_LONG) : Math.max(snapped(row.start - begin + by), 0);
  chosen = number;
  structural('set', { row: number, name: longer ? 'duration' : 'start', value: value.toFixed(2) });
}
strip.addEventListener('pointerdown', (event) => {
  const made = event.target.closest('.block');
  dragged = false;
  if (event.button || !made) return;
  const number = Number(made.dataset.row), row = board.rows[number];
  drag = { made, number, row, x: event.clientX, longer: row.kind === 'beat' && made.getBoundingClientRect().right - event.clientX < 10 && made.offsetWidth > 22, by: 0, id: event.pointerId };
});
strip.addEventListener('pointermove', (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (!dragged && Math.abs(event.clientX - drag.x) < FROM) return;
  if (!dragged) { dragged = true; strip.setPointerCapture(event.pointerId); drag.made.classList.add('dragged'); shut(); }
  const { row, made, longer } = drag, begin = board.scenes[row.scene]?.begin ?? 0;
  const by = (event.clientX - drag.x) / perSecond;
  drag.by = longer ? Math.max(snapped(by), LEAST_LONG - (row.end - row.start)) : Math.max(snapped(by), begin - row.start);
  if (longer) made.style.width = `${((row.end - row.start + drag.by) * perSecond - 2).toFixed(1)}px`;
  else made.style.left = `${((row.start + drag.by) * perSecond).toFixed(1)}px`;
  made.dataset.now = longer ? `${(row.end - row.start + drag.by).toFixed(1)} s long` : `at ${(row.start + drag.by).toFixed(1)} s`;
});
function dropped(keep) {
  if (!drag) return;
  const { made, number, longer, by } = drag;
  drag = null;
  made.classList.remove('dragged');
  delete made.dataset.now;
  if (dragged && keep && Math.abs(by) >= SNAP / 2) retime(number, by, longer);
  else if (dragged) lay();
}
strip.addEventListener('pointerup', () => dropped(true));
strip.addEventListener('pointercancel', () => dropped(false));
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && drag && dragged) { event.preventDefault(); dropped(false); } });
strip.addEventListener('click', (event) => {
  const made = event.target.closest('.block');
  if (dragged) { dragged = false; return; }
  if (made) { choose(Number(made.dataset.row)); bring(Number(made.dataset.row)); }
});
strip.addEventListener('pointerdown', (event) => {
  if (event.button || event.target.closest('button') || timeAt(event) < 0) return;
  held = true;
  look(timeAt(event));
  strip.setPointerCapture(event.pointerId);
});
strip.addEventListener('pointermove', (event) => { if (held) look(timeAt(event)); });
for (const event of ['pointerup', 'pointercancel']) strip.addEventListener(event, () => { held = false; });
lanes.addEventListener('keydown', (event) => {
  if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && (event.target === lanes || event.target.closest('.block')) && board.rows[chosen]) {
    event.preventDefault();
    retime(chosen, event.key === 'ArrowRight' ? 0.2 : -0.2, event.shiftKey);
    return;
  }
  if (event.target !== lanes || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = event.shiftKey ? 1 : 0.2, time = clock.time;
  const acts = {
    ArrowRight: () => look(time + step), ArrowLeft: () => look(time - step), Home: () => look(0), End: () => look(board.duration),
    ' ': () => clock.toggle(), Enter: () => { const at = board.rows.findIndex((row) => row.start <= time && time < row.end); if (at >= 0) { choose(at, false); bring(at, true); } },
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});
let laidAt = 0;
new ResizeObserver(() => { if (lanes.clientWidth && lanes.clientWidth !== laidAt) { laidAt = lanes.clientWidth; if (board.of) lay(); } }).observe(lanes);
