// The facts of the page, and the one clock: seconds from the beginning of the motion, in a loop.

const facts = JSON.parse(document.getElementById("marionette-facts").textContent);
const fps = facts.fps[0] / facts.fps[1];
const duration = facts.frames / fps;
const poseRate = fps / facts.every;
// The address may end in '#guided-face': then the page around this one has the controls, keeps the time and the sound.
const guided = window.parent !== window && /^#guided(?:-(.+))?$/.exec(location.hash);

const clock = { playing: false, rate: 1, base: 0, since: 0 };
const now = () => performance.now() / 1000;
const wrap = (time) => ((time % duration) + duration) % duration;
const time = () => (clock.playing ? wrap(clock.base + (now() - clock.since) * clock.rate) : clock.base);
const setTime = (value) => { clock.base = value; clock.since = now(); };
function seek(value) {
  setTime(Math.min(Math.max(value, 0), duration - 1e-6));
  changed();
}
function play() { setTime(time()); clock.playing = true; changed(); }
function pause() { setTime(time()); clock.playing = false; changed(); }
function setRate(rate) { setTime(time()); clock.rate = rate; changed(); }
// A step lands in the middle of a frame, so that rounding never shows its neighbour.
function step(frames) {
  pause();
  const frame = Math.min(Math.max(Math.floor(time() * fps + 1e-6) + frames, 0), facts.frames - 1);
  seek((frame + 1e-3) / fps);
}
function changed() {
  sound?.sync();
  tell(true);
  wake();
}
