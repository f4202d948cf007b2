// Light or dark as chosen last time; without a choice, as the system says (Gradio does that by itself).
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem('marionette-light'); } catch (refused) { /* private window */ }
  if (!chosen) return;
  const set = () => {
    if (!document.body) return;
    document.body.classList.toggle('dark', chosen === 'dark');
    document.documentElement.classList.toggle('dark', chosen === 'dark');
  };
  // Gradio sets its own idea once, while it starts; ours is set after it.
  const watcher = new MutationObserver(() => {
    if (document.body && document.body.classList.contains('dark') !== (chosen === 'dark')) set();
  });
  document.addEventListener('DOMContentLoaded', () => {
    set();
    watcher.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    setTimeout(() => watcher.disconnect(), 5000);
    document.addEventListener('click', () => watcher.disconnect(), { once: true, capture: true });
  });
})();
