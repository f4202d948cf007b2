// A voice to see and touch. `transport.js` keeps the time, `timeline_parts.js` and `timeline_drawing.js` show it.
let shown = null;

const named = ([text, start, end, score, known, phones]) => ({ text, start, end, score, known, phones });

async function open() {
  const facts = element.querySelector('.voice')?.dataset;
  const key = facts?.drawing ? `${facts.drawing} ${facts.sound}` : '';
  if (key === shown) return;
  shown = key;
  if (!key) { voice = null; root.hidden = true; begin(''); return; }
  const answer = await fetch(facts.drawing).catch(() => null);
  if (shown !== key) return;
  if (!answer?.ok) { shown = ''; return; }
  const told = await answer.json();
  voice = { ...told, title: facts.title, words: told.words.map(named), levels: levelsOf(told.peaks) };
  voice.loudest = Math.max(8, ...voice.levels.at(-1).map(Math.abs));   // faint sounds are drawn taller, noise stays low
  voice.phones = voice.words.flatMap((word) => word.phones.map(([label, start, end]) => ({ label, start, end, word })));
  chosen = -1;
  root.hidden = false;
  moving.setAttribute('aria-label', `Timeline of ${facts.title}`);
  moving.setAttribute('aria-valuemax', voice.duration.toFixed(2));
  count();
  size();
  span.from = 0;
  const readable = Math.max(2, width / 130);
  span.seconds = voice.duration < 1.3 * readable ? voice.duration : readable;
  begin(facts.sound, facts.begin === 'aloud');
  wake();
}

function count() {
  const kinds = [['unsure', 'unsure', unsure, 'The sound and these words do not match well. Listen, and correct the words.'],
    ['guessed', 'not in the dictionary', (word) => !word.known, 'How these words are said was guessed.']];
  marks.innerHTML = '';
  for (const [name, label, test, hint] of kinds) {
    const many = voice.words.filter(test).length;
    if (!many) continue;
    const button = Object.assign(document.createElement('button'), { type: 'button', className: `act mark ${name}`, title: `${hint} Click for the next.` });
    button.textContent = `${many} ${label}`;
    button.addEventListener('click', () => {
      const next = voice.words.findIndex((word, i) => i > chosen && test(word));
      choose(next >= 0 ? next : voice.words.findIndex(test), true);
    });
    marks.append(button);
  }
}

// ---- running -------------------------------------------------------------------------------------------------------
let awake = false, wrote = '', held = null;
function wake() {
  if (awake || !voice || !width) return;
  awake = true;
  requestAnimationFrame(frame);
}
function frame() {
  awake = false;
  if (!voice || !width) return;
  const time = sound.currentTime;
  if (until !== null && time >= until) { const end = until; pause(); sound.currentTime = end; }
  if (!sound.paused && !held && (time < span.from || time > span.from + span.seconds * 0.94)) show(time - span.seconds * 0.06);
  if (dirty) paint();
  overlay();
  const text = `${clockText(time)}`;
  if (wrote !== text) {
    wrote = text;
    part_of('.clock').innerHTML = `${text} <small>/ ${clockText(voice.duration)}</small>`;
    const word = voice.words[at(voice.words, time)];
    moving.setAttribute('aria-valuenow', time.toFixed(2));
    moving.setAttribute('aria-valuetext', `${time.toFixed(2)} seconds${word ? `, ${word.text}` : ''}`);
  }
  if (!sound.paused) setTimeout(wake, 20);   // thirty pictures a second are enough, and half the work of sixty
}
function playState() {
  const button = part_of('.play'), quiet = !sound.paused && sound.muted;
  button.innerHTML = sound.paused ? PLAY : quiet ? `${PLAY}<span>Listen</span>` : PAUSE;
  button.setAttribute('aria-label', sound.paused ? 'Play' : quiet ? 'Listen' : 'Pause');
  root.classList.toggle('quiet', quiet);
  wake();
}
for (const event of ['play', 'pause', 'ended', 'volumechange', 'seeked', 'loadedmetadata']) sound.addEventListener(event, playState);

// ---- hands ---------------------------------------------------------------------------------------------------------
function choose(i, here = false) {
  if (i < 0 || i >= voice.words.length) return;
  chosen = i;
  const word = voice.words[i];
  if (word.start < span.from || word.end > span.from + span.seconds) show((word.start + word.end - span.seconds) / 2);
  dirty = true;
  if (here) play(word.start, word.end);
  wake();
}
const place = (event) => { const box = moving.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
const rowAt = (y) => rows().find((row) => y >= row.top && y < row.top + row.height + GAP)?.name;
const fingers = new Map();
moving.addEventListener('pointerdown', (event) => {
  if (event.button || !voice) return;
  const [x, y] = place(event), row = rowAt(y);
  moving.focus({ preventScroll: true });
  fingers.set(event.pointerId, x);
  moving.setPointerCapture(event.pointerId);
  if (fingers.size === 2) { const [a, b] = [...fingers.values()]; held = { pinch: Math.abs(a - b) || 1 }; return; }
  const time = timeOf(x);
  if (row === 'words' && at(voice.words, time) >= 0) return choose(at(voice.words, time), true);
  if (row === 'phones' && at(voice.phones, time) >= 0) { const phone = voice.phones[at(voice.phones, time)]; return play(phone.start, phone.end); }
  held = { row };
  drag(x);
});
function drag(x) {
  if (held.row === 'map') show((x / width) * voice.duration - span.seconds / 2);
  else { if (sound.muted) pause(); seek(timeOf(Math.min(Math.max(x, 0), width))); }
  wake();
}
moving.addEventListener('pointermove', (event) => {
  const [x, y] = place(event);
  if (fingers.has(event.pointerId)) fingers.set(event.pointerId, x);
  if (held?.pinch && fingers.size === 2) {
    const [a, b] = [...fingers.values()], apart = Math.abs(a - b) || 1;
    zoom(apart / held.pinch, (a + b) / 2);
    held.pinch = apart;
  } else if (held) drag(x);
  else hover(x, y);
});
for (const event of ['pointerup', 'pointercancel']) moving.addEventListener(event, ({ pointerId }) => { fingers.delete(pointerId); held = null; });
moving.addEventListener('pointerleave', () => { tip.hidden = true; });
moving.addEventListener('wheel', (event) => {
  if (!voice) return;
  if (event.ctrlKey || event.metaKey) { event.preventDefault(); zoom(Math.exp(-event.deltaY / 240), place(event)[0]); }
  else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
    event.preventDefault();
    show(span.from + ((event.deltaX || event.deltaY) / width) * span.seconds);
  }
}, { passive: false });

function hover(x, y) {
  if (!voice) return;
  const time = timeOf(x), row = rowAt(y), word = voice.words[at(voice.words, time)];
  const phone = voice.phones[at(voice.phones, time)];
  moving.style.cursor = (row === 'words' && word) || (row === 'phones' && phone) ? 'pointer' : row === 'map' ? 'grab' : 'text';
  const times = (thing) => `${thing.start.toFixed(2)} to ${thing.end.toFixed(2)} s`;
  const lines = [];
  const item = row?.items?.find(([, start, end]) => start <= time && time < end);
  if (item) lines.push(['b', item[0]], ['span', `${item[1].toFixed(2)} to ${item[2].toFixed(2)} s`], ['span', item[3]]);
  else if (row === 'phones' && phone) lines.push(['b', phone.label], ['span', `in “${phone.word.text}”`], ['span', `${times(phone)}, ${Math.round(1000 * (phone.end - phone.start))} ms`]);
  else if (word && (row === 'words' || row === 'wave')) {
    lines.push(['b', word.text], ['span', times(word)]);
    if (word.phones.length) lines.push(['span', word.phones.map(([label]) => label).join(' ')]);
    if (word.score !== null) lines.push(['span', `${unsure(word) ? 'Unsure' : 'Sure'}: ${Math.round(100 * word.score)} %`]);
    if (!word.known) lines.push(['span', 'Not in the dictionary: how it is said was guessed.']);
  }
  tip.hidden = !lines.length;
  if (!lines.length) return;
  tip.replaceChildren(...lines.filter(([, text]) => text).map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })));
  const half = tip.offsetWidth / 2;
  tip.style.left = `${Math.min(Math.max(x, half), width - half)}px`;
  tip.style.top = `${rows().find(({ name }) => name === row).top}px`;
}

// ---- keys and buttons ----------------------------------------------------------------------------------------------
function press(key) {
  tip.hidden = true;
  if (!voice || !root.offsetWidth) return false;
  const time = sound.currentTime, now = firstAfter(voice.words, time + 0.011);
  const inside = voice.words[now] && voice.words[now].start <= time + 0.011;
  const acts = {
    ' ': toggle,
    ArrowRight: () => { const next = now + (inside ? 1 : 0); if (voice.words[next]) { seek(voice.words[next].start); choose(next); } },
    ArrowLeft: () => { const before = inside && time - voice.words[now].start > 0.25 ? now : now - 1; if (voice.words[before]) { seek(voice.words[before].start); choose(before); } },
    Enter: () => choose(inside ? now : chosen, true),
    Home: () => seek(0), End: () => seek(voice.duration - 0.01), '+': () => zoom(2, xOf(time)), '=': () => zoom(2, xOf(time)), '-': () => zoom(0.5, xOf(time)), 0: () => zoom(0),
  };
  if (!acts[key]) return false;
  acts[key]();
  wake();
  return true;
}
moving.addEventListener('keydown', (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && press(event.key)) event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== ' ' || event.defaultPrevented || event.target.closest('input, textarea, select, button, a, summary, label, video, audio, [contenteditable], [role=tab], [role=option]')) return;
  if (press(' ')) event.preventDefault();
});
part_of('.play').addEventListener('click', toggle);
part_of('.speed').addEventListener('change', ({ target }) => { sound.playbackRate = Number(target.value); sound.defaultPlaybackRate = sound.playbackRate; });
part_of('.view').addEventListener('change', ({ target }) => tell({ action: 'look', view: target.value }));
part_of('.zoom').addEventListener('click', ({ target }) => target.dataset.zoom && voice && zoom(Number(target.dataset.zoom), sound.currentTime >= span.from && sound.currentTime <= span.from + span.seconds ? xOf(sound.currentTime) : width / 2));

// ---- the page around it --------------------------------------------------------------------------------------------
let resting = false, viewed = null;
new ResizeObserver(() => {
  const before = width;
  size();
  if (width > 0 && voice) {
    const all = span.seconds > voice.duration - 0.01;
    if (before > 0 && before !== width) show(span.from, all ? voice.duration : span.seconds * (width / before));
    if (resting) { resting = false; if (sound.muted) sound.play().catch(() => {}); }
    wake();
  } else if (!sound.paused) { resting = true; sound.pause(); }   // another tab is open
}).observe(root);
new MutationObserver(() => requestAnimationFrame(() => { colours(); wake(); })).observe(document.body, { attributes: true, attributeFilter: ['class'] });
window.addEventListener('message', ({ data, source }) => {
  // A new 3D page comes with its own view.
  if (data?.type === 'marionette' && source === head()?.contentWindow && source !== viewed) { viewed = source; tell({ action: 'look', view: part_of('.view').value }); }
});
colours();
watch('value', open);
open();
root.timeline = {
  play, pause, seek, zoom, show, xOf, timeOf,
  get time() { return sound.currentTime; }, get playing() { return !sound.paused; }, get muted() { return sound.muted; },
  get words() { return voice?.words || []; }, get title() { return voice?.title; }, get duration() { return voice?.duration; }, get span() { return { ...span }; },
  row: (name) => rows().find((row) => row.name === name),
};
