// Clicks on anything with data-verb become the event 'act' with what it is of.
const act = (target) => {
  if (!target || target.disabled) return;
  const menu = target.closest('details.menu');
  if (menu) menu.open = false;
  trigger('act', { verb: target.dataset.verb, of: target.dataset.of || '' });
};
element.addEventListener('click', (event) => act(event.target.closest('[data-verb]')));

// The card of a running job is redrawn all the while. When that falls between press and release the browser tells of no
// click, though the same button is there again.
let pressed = null;
element.addEventListener('pointerdown', (event) => { pressed = event.target.closest('[data-verb]'); });
element.addEventListener('pointerup', (event) => {
  const target = event.target.closest('[data-verb]');
  const again = target && pressed && target.dataset.verb === pressed.dataset.verb && target.dataset.of === pressed.dataset.of;
  if (again && !pressed.isConnected) act(target);
  pressed = null;
});

// An open menu closes when something else is clicked or Escape is pressed.
document.addEventListener('click', (event) => {
  for (const menu of element.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
element.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && event.target.closest('details.menu[open]');
  if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
});

// Work may have been started elsewhere while this window, or this tab of the page, was not looked at.
if (element.closest('.job-cards')) {
  const look = () => trigger('act', { verb: 'look', of: '' });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && seen) look(); });
  let seen = null;
  new ResizeObserver(([{ contentRect }]) => {
    const now = contentRect.width > 0;
    if (now && seen === false) look();
    seen = now;
  }).observe(element.closest('.part'));
}

// What went wrong with the material, or is being worked on, is brought into view when it is news.
let news = null;
const tidings = () => element.querySelector('.material > .problem, .material > .pending');
watch('value', () => {
  const now = tidings(), told = now?.textContent || '';
  if (told && news !== null && told !== news) now.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  news = told;
});

// A log that was opened stays open while its card is redrawn.
const open = new Set();
element.addEventListener('toggle', (event) => {
  const job = event.target.dataset && event.target.dataset.job;
  if (job && event.isTrusted) event.target.open ? open.add(job) : open.delete(job);
}, true);
watch('value', () => {
  for (const log of element.querySelectorAll('details[data-job]')) {
    if (open.has(log.dataset.job) !== log.open) log.open = open.has(log.dataset.job);
  }
});
