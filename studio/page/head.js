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
