element.querySelector('#light-switch').addEventListener('click', () => {
  const dark = document.body.classList.toggle('dark');
  document.documentElement.classList.toggle('dark', dark);
  try { localStorage.setItem('marionette-light', dark ? 'dark' : 'light'); } catch (refused) { /* private window */ }
});
