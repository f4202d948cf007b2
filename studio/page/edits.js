// The edit bar: what the hand moves is shown at once; what it lets go of is sent.
const form = () => element.querySelector('form.edits');

function paint() {
  const bar = form();
  if (!bar) return;
  const length = Number(bar.dataset.length) || 1;
  const [start, end] = ['start', 'end'].map((name) => Number(bar.elements[name].value));
  const range = bar.querySelector('.range');
  range.style.setProperty('--from', (100 * start) / length + '%');
  range.style.setProperty('--to', (100 * end) / length + '%');
  bar.querySelector('output').textContent = Math.round(bar.elements.smooth.value * 100) + ' %';
}

// A redraw sets attributes; what the hand has touched follows properties.
function settle() {
  const bar = form();
  if (!bar) return;
  for (const field of bar.elements) {
    if (field.type === 'checkbox') field.checked = field.hasAttribute('checked');
    else if (field.tagName === 'INPUT') field.value = field.getAttribute('value');
    else if (field.tagName === 'SELECT') {
      const chosen = field.querySelector('option[selected]');
      if (chosen) field.value = chosen.value;
    }
  }
  paint();
}

function send() {
  const bar = form();
  const values = { length: Number(bar.dataset.length) };
  for (const field of bar.elements) {
    if (field.name) values[field.name] = field.type === 'checkbox' ? field.checked : field.value;
  }
  trigger('edit', values);
}

element.addEventListener('input', (event) => {
  const bar = form(), end = event.target.dataset.end;
  if (end) {
    const other = bar.elements[end === 'start' ? 'end' : 'start'];
    const gap = 0.04, value = Number(event.target.value);
    const kept = end === 'start' ? Math.min(value, other.value - gap) : Math.max(value, Number(other.value) + gap);
    event.target.value = kept;
    bar.elements[end].value = Math.max(0, Math.round(kept * 100) / 100);
  } else if (['start', 'end'].includes(event.target.name)) {
    bar.querySelector(`[data-end=${event.target.name}]`).value = event.target.value;
  }
  paint();
});
element.addEventListener('change', send);
element.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-verb]');
  if (target && !target.disabled) trigger('act', { verb: target.dataset.verb, of: '' });
});
// Undo and redo wherever the focus is on this tab, after a reload, too; in a field the keys undo what was typed.
document.addEventListener('keydown', (event) => {
  const step = (event.ctrlKey || event.metaKey) && { z: event.shiftKey ? 'redo' : 'undo', y: 'redo' }[event.key.toLowerCase()];
  if (!step || event.defaultPrevented || !element.offsetWidth || event.target.closest?.('input:not([type=checkbox], [type=range], [type=radio]), textarea')) return;
  event.preventDefault();
  element.querySelector(`[data-verb=${step}]:not(:disabled)`)?.click();
});
watch('value', settle);
paint();
