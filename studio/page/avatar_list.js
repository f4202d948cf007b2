// Escape leaves the box for a name, with the name that the avatar has.
document.addEventListener('keydown', (event) => {
  const box = event.key === 'Escape' && event.target.closest?.('#avatar-called :is(input, textarea)');
  if (!box) return;
  box.value = element.querySelector('.story-card.on b')?.textContent ?? box.value;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.blur();
});
