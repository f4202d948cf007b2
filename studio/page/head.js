// Light or dark as chosen last time; without a choice, as the system says (Gradio does that by itself).
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem('marionette-light'); } catch (refused) { /* private window */ }
  if (!chosen) return;
  const dark = chosen === 'dark';
  const begin = () => {
    const set = () => {
      for (const part of [document.documentElement, document.body]) {
        if (part.classList.contains('dark') !== dark) part.classList.toggle('dark', dark);
      }
    };
    set();
    // Gradio sets its own idea while it starts; ours holds until somebody clicks.
    const watcher = new MutationObserver(set);
    watcher.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    document.addEventListener('pointerdown', () => watcher.disconnect(), { once: true, capture: true });
    document.addEventListener('keydown', () => watcher.disconnect(), { once: true, capture: true });
  };
  if (document.body) begin();
  else document.addEventListener('DOMContentLoaded', begin);
})();
// A reload comes back to the tab that was open; a page that is opened anew begins at the first.
(() => {
  const KEY = 'marionette-tab', SECONDS = 20;
  const tabs = () => [...document.querySelectorAll('#tabs [role=tab]')];
  document.addEventListener('click', (event) => {
    const tab = event.target.closest?.('#tabs [role=tab]');
    try { if (tab) sessionStorage.setItem(KEY, tab.textContent.trim()); } catch (refused) { /* private window */ }
  });
  let open = null;
  try { open = sessionStorage.getItem(KEY); } catch (refused) { /* private window */ }
  if (!open || performance.getEntriesByType('navigation')[0]?.type !== 'reload') return;
  const until = Date.now() + 1000 * SECONDS;
  const again = () => {
    const tab = tabs().find((one) => one.textContent.trim() === open);
    if (tab?.getAttribute('aria-selected') === 'true' || Date.now() > until) return;
    tab?.click();  // before the page has woken up nothing comes of it
    setTimeout(again, 100);
  };
  again();
})();
