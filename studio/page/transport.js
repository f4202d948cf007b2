// One clock for a voice and the figure that says it: the sound leads, the 3D page in the same part of the screen follows.
const part = element.closest('.stage-part') || document.body;
const sound = new Audio();
sound.preload = 'auto';
let until = null;        // seconds at which to stop: the end of a word that was clicked
let reach = Infinity;    // seconds of motion that the 3D page holds
let greeted = null;      // the 3D page that was told the time last

const head = () => [...part.querySelectorAll('.frames iframe')].at(-1);
const tell = (message) => {
  const view = head();
  if (view?.dataset.begun) view.contentWindow.postMessage({ type: 'marionette', ...message }, '*');
};

function lead() {
  const over = sound.currentTime >= reach;
  tell({ action: 'rate', rate: sound.playbackRate });
  tell({ action: sound.paused || over ? 'pause' : 'play' });
  tell({ action: 'seek', time: Math.min(sound.currentTime, reach), at: performance.timeOrigin + performance.now() });
}
for (const event of ['playing', 'pause', 'seeked', 'ratechange', 'ended', 'waiting']) sound.addEventListener(event, lead);
setInterval(() => { if (!sound.paused) lead(); }, 400);

window.addEventListener('message', ({ data, source }) => {
  const view = head();
  if (!view || view.contentWindow !== source || data?.type !== 'marionette') return;
  if (data.key) return press(data.key);
  if (data.duration) reach = data.duration - 0.02;
  if (greeted !== view) { greeted = view; lead(); }
});

// Browsers let a page speak only after somebody has clicked in it; until then the mouth moves silently, in a loop.
function hush(silent) {
  sound.muted = silent;
  sound.loop = silent;
}
function play(from, to = null) {
  hush(false);
  if (from !== undefined) sound.currentTime = from;
  until = to;
  return sound.play().catch(() => { /* the browser refused, or another sound took its place */ });
}
function pause() {
  until = null;
  sound.pause();
}
function toggle() {
  if (sound.paused || sound.muted) play(sound.muted && !sound.paused ? 0 : undefined);
  else pause();
}
function seek(time) {
  until = null;
  sound.currentTime = Math.min(Math.max(time, 0), sound.duration || 0);
}
function begin(url, aloud) {
  until = null;
  reach = Infinity;
  const heard = aloud || (sound.src && !sound.muted);
  sound.pause();
  if (!url) { sound.removeAttribute('src'); return; }
  sound.src = url;
  hush(!heard);
  if (heard && !aloud) return;    // somebody is working here: what is new waits to be played
  sound.play().catch(() => { hush(true); sound.play().catch(() => {}); });
}
