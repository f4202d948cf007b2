// The plan in the timeline: each gesture a block over the waveform. `gesture_bar.js` edits the one that is chosen.
const lane = document.createElement('div');
lane.className = 'lane';
lane.setAttribute('role', 'group');
const home = element.closest('.stage-part');
const clock = () => home.querySelector('.timeline')?.timeline;
let plan = { of: '', gestures: [], units: [], snaps: [] };
let chosen = -1, drawn = '', dragging = null;
const SNAP = 7;   // pixels within which a stroke jumps to a stressed syllable

const send = (verb, number, more = {}) => trigger('edit', { of: plan.of, verb, number, ...more });
const shownOf = (gesture) => (dragging?.gesture === gesture ? { ...gesture, ...dragging.moved } : gesture);
const near = (time) => {
  const c = clock();
  let best = null;
  for (const snap of plan.snaps) if (best === null || Math.abs(snap - time) < Math.abs(best - time)) best = snap;
  return best !== null && Math.abs(c.xOf(best) - c.xOf(time)) <= SNAP ? best : time;
};
const bounded = (time) => Math.round(1000 * Math.min(Math.max(time, 0), plan.duration)) / 1000;

function read() {
  const facts = element.querySelector('.plan')?.dataset.facts;
  const before = plan.of;
  plan = { gestures: [], units: [], snaps: [], ...(facts ? JSON.parse(facts) : {}) };
  if (plan.of !== before) chosen = -1;
  if (Number.isInteger(plan.chosen)) chosen = plan.chosen;
  else if ('chosen' in plan) chosen = -1;
  dragging = null;
  const focused = lane.contains(document.activeElement);
  lane.replaceChildren(...plan.gestures.map(block));
  lane.hidden = !plan.of;
  lane.setAttribute('aria-label', `Plan of ${plan.gestures.length} gestures; arrow keys go from one to the next`);
  drawn = '';
  mark();
  if (focused) (lane.children[chosen] || lane.querySelector('[tabindex="0"]'))?.focus({ preventScroll: true });
  bar();
}

function block(gesture, number) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `gesture${gesture.unit.startsWith('beat') ? ' beat' : ''}`;
  made.tabIndex = -1;
  made.innerHTML = '<i></i><span></span><em></em>';
  made.querySelector('span').textContent = gesture.name;
  made.title = `${gesture.name}, stroke at ${gesture.stroke.toFixed(2)} s${gesture.why ? `: ${gesture.why}` : ''}`;
  made.setAttribute('aria-label', `${made.title}. Hand: ${gesture.hand}`);
  made.dataset.number = number;
  return made;
}

function mark() {
  [...lane.children].forEach((made, number) => {
    made.classList.toggle('on', number === chosen);
    made.setAttribute('aria-pressed', String(number === chosen));
    made.tabIndex = number === chosen || (chosen < 0 && number === 0) ? 0 : -1;
  });
}

// Where the blocks are: under the same moments as the words below them.
function lay(force) {
  const c = clock(), span = c.span, key = `${span.from} ${span.seconds} ${lane.clientWidth}`;
  if (!force && key === drawn) return;
  drawn = key;
  plan.gestures.forEach((gesture, number) => {
    const made = lane.children[number], at = shownOf(gesture);
    const left = c.xOf(at.from), right = c.xOf(at.until);
    made.hidden = right < 0 || left > lane.clientWidth;
    if (made.hidden) return;
    made.style.left = `${left}px`;
    made.style.width = `${Math.max(right - left - 2, 10)}px`;
    made.classList.toggle('slim', right - left < 38);
    made.style.setProperty('--apex', `${c.xOf(at.stroke) - left}px`);
  });
}

function choose(number, still = false) {
  chosen = number;
  mark();
  bar();
  const gesture = plan.gestures[number], c = clock();
  if (!gesture || still) return;
  const { from, seconds } = c.span;
  if (gesture.from < from || gesture.until > from + seconds) c.show((gesture.from + gesture.until - seconds) / 2);
  lay(false);
  if (!c.playing || c.muted) { c.pause(); c.seek(gesture.stroke); }   // the figure shows the stroke
}

// ---- hands -----------------------------------------------------------------------------------------------------------
const timeAt = (event) => clock().timeOf(event.clientX - lane.getBoundingClientRect().left);
lane.addEventListener('pointerdown', (event) => {
  const made = event.target.closest('.gesture');
  if (!made || event.button) return;
  const number = Number(made.dataset.number), gesture = plan.gestures[number];
  dragging = { gesture, number, x: event.clientX, at: timeAt(event), edge: event.target.tagName === 'EM', moved: {}, far: false };
  made.setPointerCapture(event.pointerId);
});
lane.addEventListener('pointermove', (event) => {
  if (!dragging) return;
  if (Math.abs(event.clientX - dragging.x) > 4) dragging.far = true;
  if (!dragging.far) return;
  const { gesture, at, edge } = dragging, by = timeAt(event) - at;
  if (edge) {
    const until = bounded(Math.max(gesture.until + by, gesture.stroke + 0.05));
    dragging.moved = { until, hold_until: until };
  } else {
    const stroke = bounded(near(gesture.stroke + by)), really = stroke - gesture.stroke;
    dragging.moved = { stroke, from: gesture.from + really, until: gesture.until + really };
  }
  lane.classList.add('dragged');
  lay(true);
});
function drop(event) {
  if (!dragging) return;
  const { number, moved, far, edge, gesture } = dragging;
  lane.classList.remove('dragged');
  if (event.type === 'pointercancel' || !far) { dragging = null; lay(true); if (!far && event.type === 'pointerup') choose(number); return; }
  // it stays where it was put until the studio has answered
  chosen = number;
  if (edge) send('change', number, { hold_until: moved.hold_until });
  else if (moved.stroke !== gesture.stroke) send('change', number, { stroke: moved.stroke });
}
lane.addEventListener('pointerup', drop);
lane.addEventListener('pointercancel', drop);
lane.addEventListener('click', (event) => {   // from the keyboard, or by an assistive technology
  const made = event.target.closest('.gesture');
  if (made && event.detail === 0) choose(Number(made.dataset.number));
});
lane.addEventListener('dblclick', (event) => { if (!event.target.closest('.gesture')) add(near(timeAt(event))); });
function add(time) {
  const usual = plan.units.find(([name]) => name === 'offer') || plan.units[0];
  send('add', null, { unit: usual[0], stroke: bounded(time), hand: 'right' });
}

lane.addEventListener('keydown', (event) => {
  const number = Number(event.target.dataset.number), gesture = plan.gestures[number];
  if (!gesture || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const steps = { z: event.shiftKey ? 'redo' : 'undo', y: 'redo' };
    const step = steps[event.key.toLowerCase()];
    if (step && plan[step]) { event.preventDefault(); send(step, null); }
    return;
  }
  const go = (to) => { if (plan.gestures[to]) { choose(to); lane.children[to].focus({ preventScroll: true }); } };
  const move = (by) => send('change', number, { stroke: bounded(gesture.stroke + by) });
  const acts = {
    ArrowRight: () => (event.shiftKey ? move(0.05) : go(number + 1)),
    ArrowLeft: () => (event.shiftKey ? move(-0.05) : go(number - 1)),
    Home: () => go(0), End: () => go(plan.gestures.length - 1),
    Delete: () => send('delete', number), Backspace: () => send('delete', number),
    Escape: () => choose(-1),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
});

// ---- the timeline it stands in -----------------------------------------------------------------------------------------
let now = -1;
function tick() {
  const c = clock();
  setTimeout(tick, home.offsetWidth ? 50 : 300);
  if (!c || !home.offsetWidth) return;
  if (!lane.isConnected) { home.querySelector('.timeline .drawing').before(lane); drawn = ''; }
  if (!plan.of || !c.duration) return;
  lay(false);
  const time = c.time, at = plan.gestures.findLastIndex((gesture) => gesture.from <= time);
  const current = at >= 0 && plan.gestures[at].until >= time ? at : -1;
  if (current === now) return;
  lane.children[now]?.classList.remove('now');
  lane.children[current]?.classList.add('now');
  now = current;
  if (chosen < 0) sayNow();
}
