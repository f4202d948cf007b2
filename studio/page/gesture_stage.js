// Everything beside the figure follows the clock of the timeline below: a film, or a second 3D page to compare with.
const bench = element.closest('.stage-part');
const clockOf = () => bench.querySelector('.timeline')?.timeline;
const LATE = 0.09;              // seconds a film may be off before it is set right
const followers = new WeakMap();   // what each follower was told last

// The last 3D page of the part is led by the timeline itself (transport.js).
const views = () => {
  const all = [...bench.querySelectorAll('.frames iframe')];
  return [...all.slice(0, -1), ...bench.querySelectorAll('.frames video')];
};
const speed = () => Number(bench.querySelector('.timeline .speed')?.value) || 1;

function followFilm(film, time, playing, rate) {
  if (!film.muted || film.controls) Object.assign(film, { muted: true, controls: false, loop: false });
  if (film.readyState < 1) return;
  if (film.playbackRate !== rate) film.playbackRate = rate;
  const goal = Math.min(time, film.duration || 0), runs = playing && time < film.duration;
  if (film.seeking) return;
  if (Math.abs(film.currentTime - goal) > (runs ? LATE : 0.02)) film.currentTime = goal;
  if (runs && film.paused) film.play().catch(() => {});
  if (!runs && !film.paused) film.pause();
}

function followPage(page, time, playing, rate) {
  if (!page.dataset.begun) return;
  const now = performance.now() / 1000, told = followers.get(page) || {};
  const goal = told.reach ? Math.min(time, told.reach) : time, runs = playing && goal === time;
  const expected = told.time + (told.playing ? (now - told.at) * told.rate : 0);
  const same = told.playing === runs && told.rate === rate && Math.abs(expected - goal) < 0.06;
  if (same && (!runs || now - told.at < 0.4)) return;
  followers.set(page, { ...told, time: goal, playing: runs, rate, at: now });
  say(page, { action: 'rate', rate });
  say(page, { action: runs ? 'play' : 'pause' });
  say(page, { action: 'seek', time: goal, at: performance.timeOrigin + performance.now() });
}

window.addEventListener('message', ({ data, source }) => {
  if (data?.type !== 'marionette') return;
  const page = views().find((view) => view.contentWindow === source);
  if (!page) return;
  const told = followers.get(page) || {};
  if (data.duration && !told.reach) {
    followers.set(page, { ...told, reach: data.duration - 0.02 });
    say(page, { action: 'look', view: bench.querySelector('.timeline .view')?.value });
  }
  if (data.key) bench.querySelector('.timeline .moving')?.dispatchEvent(new KeyboardEvent('keydown', { key: data.key, bubbles: true }));
});

let known = null;
function follow() {
  const clock = clockOf();
  setTimeout(follow, bench.offsetWidth ? 50 : 300);
  if (!clock || !bench.offsetWidth) return;
  if (known !== clock) {
    known = clock;
    const camera = bench.querySelector('.timeline .view');
    camera.value = 'front';   // here it is about hands, not lips
    camera.addEventListener('change', () => views().forEach((view) => view.tagName === 'IFRAME' && say(view, { action: 'look', view: camera.value })));
  }
  const { time, playing } = clock, rate = speed();
  for (const view of views()) (view.tagName === 'VIDEO' ? followFilm : followPage)(view, time, playing, rate);
}
new MutationObserver(() => { for (const film of bench.querySelectorAll('.frames video')) film.muted = true; })
  .observe(bench, { childList: true, subtree: true });
follow();
