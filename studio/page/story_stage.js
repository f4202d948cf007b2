// The stage of a story: a finished film, or the script as it is now, whose pictures the studio draws one by one.
const root = document.createElement('div');
root.className = 'story-board';
element.after(root);
const tag = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside.filter((one) => one !== null && one !== undefined));
  return made;
};
const DRAWN = {
  play: 'M9 5v18l14-9z', pause: 'M9 5v18M19 5v18', undo: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 0 12h-2', redo: 'M19 7l5 5-5 5M24 12H14a6 6 0 0 0 0 12h2',
  whole: 'M5 10V5h5M18 5h5v5M23 18v5h-5M10 23H5v-5', loud: 'M5 11v6h4l6 5V6l-6 5zM19 10a6 6 0 0 1 0 8', quiet: 'M5 11v6h4l6 5V6l-6 5zM19 11l6 6M25 11l-6 6',
  up: 'M14 22V6M7 13l7-7 7 7', down: 'M14 6v16M7 15l7 7 7-7', bin: 'M5 8h18M11 8V5h6v3M8 8l1 15h10l1-15', add: 'M14 5v18M5 14h18', hear: 'M5 11v6h4l6 5V6l-6 5zM19 10a6 6 0 0 1 0 8M22 7a10 10 0 0 1 0 14', close: 'M7 7l14 14M21 7 7 21',
};
function icon(name) {
  const made = tag('span', { className: 'drawn' });
  const fill = name === 'play' ? 'currentColor' : 'none';
  made.innerHTML = `<svg viewBox="0 0 28 28" width="18" height="18" fill="${fill}" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${DRAWN[name]}"/></svg>`;
  return made;
}
function press(label, drawn, act, facts = {}) {
  const made = tag('button', { type: 'button', className: 'act', ...facts }, drawn ? icon(drawn) : facts.textContent ? null : label);
  if (facts.textContent && facts.textContent !== label) { made.setAttribute('aria-label', label); made.title ||= label; }
  if (drawn) { made.setAttribute('aria-label', label); made.title = label; }
  made.addEventListener('click', act);
  return made;
}

let board = { loading: true, of: '', rows: [], steps: [], scenes: [], people: [], seen: {}, choices: {} };
let chosen = -1;                       // the row that is looked at
const asked = { sent: 0, answered: 0, rev: 0 };
const inFlight = () => asked.sent > asked.answered;

// An edit says which state of the script it is of; the next one may follow before the studio has answered.
function send(verb, more = {}) {
  if (!inFlight()) asked.rev = board.rev;
  asked.sent += 1;
  trigger('edit', { of: board.of, rev: asked.rev, number: asked.sent, verb, ...more });
  asked.rev += 1;
}
const request = (verb, more = {}) => trigger('edit', { of: board.of, verb, ...more });

// ---- the picture -----------------------------------------------------------------------------------------------------
const screen = tag('div', { className: 'screen' }), poster = tag('img', { className: 'poster', alt: '' });
const canvas = tag('canvas', { className: 'live' }), film = tag('video', { className: 'film', playsInline: true, preload: 'auto' });
const said = tag('p', { className: 'said' }), badge = tag('p', { className: 'tag' });
canvas.setAttribute('role', 'img');
film.setAttribute('aria-label', 'Film of the story');
screen.append(poster, canvas, film, badge, said);
const sound = new Audio();
sound.preload = 'none';
const pen = canvas.getContext('2d');
const live = { base: '', shown: -1, asking: 0, wanted: 0, at: 0, since: 0, playing: false, late: 0.05, fresh: false };
let quiet = false, loadSound = null;

const isFilm = () => Boolean(board.seen.film);
const ready = () => Boolean(board.seen.code);
const clock = {
  get time() {
    if (isFilm()) return film.currentTime;
    if (!live.playing) return live.at;
    const now = sound.src && !sound.paused ? sound.currentTime : live.at + (live.since ? (performance.now() - live.since) / 1000 : 0);
    return Math.min(now, board.duration || 0);
  },
  get playing() { return isFilm() ? !film.paused : live.playing; },
  async play() {
    if (isFilm()) { if (film.muted && !quiet) film.muted = false; film.loop = false; await film.play().catch(() => {}); return; }
    if (!ready()) return;
    if (live.at >= board.duration - 0.05) live.at = 0;
    live.playing = true;
    live.since = 0;
    showState();
    wake();
    if (board.seen.sound) {
      hearing();
      sound.currentTime = live.at;
      await sound.play().catch(() => { live.since = performance.now(); });
    } else live.since = performance.now();
    showState();
    wake();
  },
  pause() {
    if (isFilm()) { film.pause(); return; }
    live.at = clock.time;
    live.playing = false;
    live.since = 0;
    sound.pause();
    showState();
  },
  seek(time) {
    const to = Math.min(Math.max(time, 0), Math.max((board.duration || 0) - 0.02, 0));
    if (isFilm()) { film.currentTime = Math.min(to, film.duration || to); return; }
    live.at = to;
    if (live.playing) { if (sound.src && !sound.paused) sound.currentTime = to; else live.since = performance.now(); }
    wake();
  },
  toggle() { if (clock.playing && !(isFilm() && film.muted && !quiet)) clock.pause(); else clock.play(); },
};

function hearing() {
  clearTimeout(loadSound);
  const wanted = board.seen.sound || '';
  if ((sound.getAttribute('src') || '') === wanted) return;
  if (wanted) { sound.src = wanted; sound.preload = 'auto'; sound.load(); } else sound.removeAttribute('src');
}

// One picture is asked for at a time, for the moment at which it will be here.
async function ask(frame) {
  const base = live.base, begun = performance.now();
  live.asking += 1;
  try {
    const answer = await fetch(`${base}${frame}.jpg`);
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = await createImageBitmap(await answer.blob());
    if (base === live.base) {
      if (canvas.width !== picture.width || canvas.height !== picture.height) Object.assign(canvas, { width: picture.width, height: picture.height });
      pen.drawImage(picture, 0, 0);
      live.shown = frame;
      live.late = 0.8 * live.late + 0.0002 * (performance.now() - begun);
      if (!live.fresh) { live.fresh = true; showState(); }
      canvas.dataset.frame = frame;
      canvas.dataset.of = base;
    }
  } catch (lost) {
    if (base === live.base) { live.base = ''; clock.pause(); request('lost'); }   // the studio has forgotten this show
  } finally { live.asking -= 1; wake(); }
}

const frameAt = (time) => Math.max(Math.min(Math.floor(time * board.fps + 0.001), Math.round(board.duration * board.fps) - 1), 0);
let awake = false;
function wake() { if (!awake) { awake = true; requestAnimationFrame(tick); } }
function tick() {
  awake = false;
  if (!root.isConnected) return;
  const time = clock.time;
  follow(time);
  if (!isFilm() && ready() && live.base) {
    if (live.playing && time >= board.duration - 0.03) { clock.pause(); live.at = Math.max(board.duration - 0.02, 0); }
    const ahead = live.playing ? Math.min(live.late, 0.3) : 0;
    const frame = frameAt(time + ahead);
    if (frame !== live.shown && !live.asking) ask(frame);
  }
  if (clock.playing) wake();
}

// ---- transport -------------------------------------------------------------------------------------------------------
const playing = press('Play', 'play', () => clock.toggle(), { className: 'act play' });
const clockText = tag('span', { className: 'clock' });
const scrub = tag('input', { type: 'range', min: 0, step: 0.04, value: 0, className: 'scrub' });
scrub.setAttribute('aria-label', 'Time in the story');
const mute = press('Sound off', 'loud', () => { quiet = !quiet; film.muted = sound.muted = quiet; showState(); }, { className: 'act quiet mute' });
const whole = press('Whole screen', 'whole', () => (document.fullscreenElement ? document.exitFullscreen() : root.querySelector('.theatre-box').requestFullscreen?.().catch(() => {})), { className: 'act quiet' });
const back = press('Live preview', null, () => request('preview'), { className: 'act back' });
const transport = tag('div', { className: 'transport' }, playing, clockText, scrub, back, mute, whole);
scrub.addEventListener('input', () => { if (clock.playing) clock.pause(); clock.seek(Number(scrub.value)); });
screen.addEventListener('click', () => clock.toggle());
document.addEventListener('keydown', (event) => {
  if (event.key !== ' ' || event.defaultPrevented || !root.offsetWidth) return;
  if (event.target.closest('input, textarea, select, button, a, summary, label, video, audio, [contenteditable], [role=tab], [role=option], [role=gridcell]')) return;
  event.preventDefault();
  clock.toggle();
});
for (const event of ['play', 'pause', 'ended', 'volumechange', 'loadeddata', 'seeked', 'timeupdate']) film.addEventListener(event, () => { showState(); wake(); });
sound.addEventListener('ended', () => { if (live.playing) { clock.pause(); clock.seek(board.duration); } });

const stamp = (time) => `${Math.floor(time / 60)}:${(time % 60).toFixed(1).padStart(4, '0')}`;
let wrote = '';
function follow(time) {
  const text = `${stamp(time)} / ${stamp(board.duration || 0)}`;
  if (text !== wrote) { wrote = text; clockText.textContent = text; }
  if (document.activeElement !== scrub || clock.playing) scrub.value = time;
  scrub.setAttribute('aria-valuetext', `${time.toFixed(1)} seconds`);
  playhead(time);
}
function showState() {
  const runs = clock.playing, hush = isFilm() && runs && film.muted && !quiet;
  playing.replaceChildren(icon(runs && !hush ? 'pause' : 'play'), ...(hush ? [tag('span', { textContent: 'Listen' })] : []));
  const label = hush ? 'Listen' : runs ? 'Pause' : 'Play';
  playing.setAttribute('aria-label', label);
  playing.title = label;
  playing.disabled = !isFilm() && !ready();
  mute.replaceChildren(icon(quiet ? 'quiet' : 'loud'));
  mute.setAttribute('aria-label', quiet ? 'Sound on' : 'Sound off');
  mute.title = quiet ? 'Sound on' : 'Sound off';
  film.hidden = !isFilm();
  canvas.hidden = isFilm() || !live.fresh;
  poster.hidden = isFilm() || live.fresh || !board.seen.poster;
  back.hidden = !isFilm();
  const share = board.seen.share;
  said.hidden = !board.loading && (share === null || share === undefined || isFilm());
  said.textContent = board.loading ? 'Loading the story…' : `Getting the story ready: ${Math.round(100 * (share || 0))} %`;
  badge.hidden = !isFilm();
  badge.textContent = board.seen.title || 'Film';
}

// What is on the stage now: another film, or another show, whose picture takes the place of the last one when it is here.
let filmed = null;
function stage() {
  const seen = board.seen;
  canvas.setAttribute('aria-label', `Preview of ${board.title || 'the story'}`);
  screen.style.setProperty('--wide', seen.size?.[0] || 16);
  screen.style.setProperty('--high', seen.size?.[1] || 9);
  if (seen.poster && poster.getAttribute('src') !== seen.poster) poster.src = seen.poster;
  if ((seen.film || '') !== (filmed || '')) {
    filmed = seen.film || '';
    if (filmed) {
      live.playing = false; sound.pause();
      Object.assign(film, { src: filmed, muted: !seen.loud || quiet, loop: !seen.loud, volume: 1 });
      if (!seen.loud) film.play().catch(() => {});
    } else { live.at = Math.min(film.currentTime || 0, board.duration || 0); film.pause(); film.removeAttribute('src'); film.load(); }
  }
  if (seen.code && live.base !== seen.moments) {
    if (live.playing) clock.pause();
    live.base = seen.moments;
    live.shown = -1;
  }
  if (typeof seen.at === 'number' && !isFilm() && !live.playing) live.at = Math.min(seen.at, Math.max((board.duration || 0) - 0.02, 0));
  sound.volume = seen.volume ?? 1;
  clearTimeout(loadSound);
  if (!live.playing && (sound.getAttribute('src') || '') !== (seen.sound || '')) loadSound = setTimeout(hearing, 2500);
  scrub.max = board.duration || 0;
  showState();
  wake();
}
