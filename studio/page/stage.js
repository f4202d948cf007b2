// Two scenes overlap for a moment, so that an edit does not make the stage go blank.
const frames = document.createElement('div');
frames.className = 'frames';
element.after(frames);
const waiting = document.createElement('p');   // stands there until something is seen
waiting.className = 'loading';
waiting.setAttribute('role', 'status');
frames.after(waiting);
const PATIENCE = 60000;   // milliseconds; a page that says nothing for that long is shown as it is
let shown = '';
let played = null; // seconds, as the 3D page last said

const look = () => (document.body.classList.contains('dark') ? 'dark' : 'light');
const say = (view, message) => view.contentWindow?.postMessage({ type: 'marionette', ...message }, '*');
const pages = () => [...frames.querySelectorAll('iframe')];

// A 3D page says its time; a new one of the same material goes on where the last one was.
window.addEventListener('message', ({ data, source }) => {
  const view = pages().find((page) => page.contentWindow === source);
  if (!view || data?.type !== 'marionette') return;
  if (!view.dataset.begun) {
    view.dataset.begun = 'yes';
    say(view, { action: 'theme', theme: look() });
    const scene = element.querySelector('.scene');
    if (played && played.title === scene?.dataset.title) {
      say(view, { action: 'seek', time: Math.min(played.time, data.duration) });
      if (!played.playing) say(view, { action: 'pause' });
    }
    view.dispatchEvent(new Event('begun'));
  } else if (view === pages().at(-1)) {
    played = { title: view.dataset.title, time: data.time, playing: data.playing };
  }
});
new MutationObserver(() => pages().forEach((view) => say(view, { action: 'theme', theme: look() })))
  .observe(document.body, { attributes: true, attributeFilter: ['class'] });

// Who points at a tab is about to go there; where the processors draw, the 3D page would make them wait.
for (const near of ['pointerover', 'focusin']) {
  document.addEventListener(near, ({ target }) => {
    if (target.closest('[role=tab]')) pages().forEach((view) => say(view, { action: 'give way' }));
  }, { passive: true });
}

// Of two halves only the first says that it loads before it is known whether there is anything in the other.
const block = element.closest('.stage'), leads = !block?.matches('.theatre > :not(:first-child)');
function tellWaiting() {
  const scene = element.querySelector('.scene');
  const what = scene ? { motion: 'figure', film: 'film', picture: 'picture' }[scene.dataset.kind] : leads && 'figure';
  const seen = [...frames.children].some((view) => view.className !== 'coming');
  waiting.textContent = what && !seen ? `Loading the ${what}…` : '';
}

function made(kind, url, title) {
  const tag = { motion: 'iframe', film: 'video', picture: 'img' }[kind];
  const view = document.createElement(tag);
  if (kind === 'motion') {
    view.title = '3D view of ' + title;
    view.setAttribute('sandbox', 'allow-scripts');
    view.allow = 'autoplay; fullscreen';
    view.dataset.title = title;
  } else if (kind === 'film') {
    Object.assign(view, { controls: true, loop: true, autoplay: true, muted: false, playsInline: true });
    view.setAttribute('aria-label', 'Film of ' + title);
  } else {
    view.alt = title;
  }
  view.src = url;
  return view;
}

function show() {
  const scene = element.querySelector('.scene');
  if (!scene || scene.dataset.url === shown) return tellWaiting();
  shown = scene.dataset.url;
  for (const late of frames.querySelectorAll('.coming')) late.remove();   // nobody waits for it any more
  const old = [...frames.children];
  if (!shown) { old.forEach((view) => view.remove()); tellWaiting(); return; }
  const view = made(scene.dataset.kind, shown, scene.dataset.title);
  view.className = 'coming';
  let done = false;
  const ready = () => {
    if (done || !view.isConnected) return;
    done = true;
    view.className = '';
    tellWaiting();
    setTimeout(() => old.forEach((other) => other.remove()), 250);
  };
  view.addEventListener({ motion: 'begun', film: 'loadeddata', picture: 'load' }[scene.dataset.kind], ready);
  view.addEventListener('error', ready);
  setTimeout(ready, PATIENCE);
  for (const other of pages()) say(other, { action: 'pause' });   // what comes needs the processor more
  frames.append(view);
  tellWaiting();
}

element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-verb]');
  if (target) trigger('act', { verb: target.dataset.verb, of: '' });
});
watch('value', show);
show();
