// The bar under the timeline: what the chosen gesture is and why, to be changed; undo and redo of every edit.
const strip = document.createElement('div');
strip.className = 'strip';
element.after(strip);
const tag = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};
const press = (label, act, facts = {}) => {
  const made = tag('button', { type: 'button', className: 'act', textContent: label, ...facts });
  made.addEventListener('click', act);
  return made;
};
const field = (label, control, unit = '') => tag('label', {}, tag('span', { textContent: label }), control, unit);
const HANDS = { one: ['right', 'left'], none: ['right', 'left'], two: ['both'], either: ['right', 'left', 'both'] };

function list(name, options, value, wish) {
  const made = tag('select', { name });
  let group = null;
  for (const [key, label, kind] of options) {
    if (kind && group?.label !== kind) made.append((group = tag('optgroup', { label: kind })));
    (kind ? group : made).append(tag('option', { value: key, textContent: label, selected: key === value }));
  }
  made.addEventListener('change', () => wish({ [name]: made.value }));
  return made;
}
function amount(name, value, facts, wish) {
  const made = tag('input', { name, type: 'number', step: 'any', ...facts, value: Number(value.toFixed(2)) });
  made.addEventListener('change', () => wish({ [name]: made.value === '' ? null : Number(made.value) }));
  return made;
}
function slide(name, value, facts, wish) {
  const made = tag('input', { name, type: 'range', ...facts, value }), told = tag('output', { textContent: `${Math.round(100 * value)} %` });
  made.addEventListener('input', () => { told.textContent = `${Math.round(100 * made.value)} %`; });
  made.addEventListener('change', () => wish({ [name]: Number(made.value) }));
  return [made, told];
}

function steps() {
  const step = (verb, label, path) => {
    const made = press('', () => send(verb, null), { disabled: !plan[verb], title: label, className: 'act quiet' });
    made.setAttribute('aria-label', label);
    made.innerHTML = `<svg viewBox="0 0 28 28" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
    return made;
  };
  return tag('span', { className: 'history' }, step('undo', 'Undo the last edit', 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 0 12h-2'),
    step('redo', 'Redo', 'M19 7l5 5-5 5M24 12H14a6 6 0 0 0 0 12h2'));
}

function bar() {
  const held = strip.contains(document.activeElement) ? document.activeElement.name : null;
  strip.hidden = !plan.of;
  if (!plan.of) return;
  const gesture = plan.gestures[chosen];
  strip.replaceChildren(...(gesture ? editor(gesture, chosen) : overview()));
  if (!gesture) sayNow();
  if (held) strip.querySelector(`[name="${held}"]`)?.focus({ preventScroll: true });
}

// What is gestured now; only the words change, so that the buttons beside them can be clicked meanwhile.
function sayNow() {
  const current = plan.gestures[now], many = plan.gestures.length, said = strip.querySelector('.why');
  if (!said) return;
  if (current) said.replaceChildren(tag('b', { textContent: current.name }), ` ${current.why}`);
  else if (!many) said.textContent = 'No gestures: the figure stands, breathes and listens.';
  else said.textContent = `${many === 1 ? 'One gesture' : `${many} gestures`}. Click one to change it, drag it to move it.`;
}

function overview() {
  const said = tag('p', { className: 'why' });
  return [tag('div', { className: 'row' }, steps(), said, press('Add a gesture', () => add(near(clock().time)), { title: 'Where the time stands; or double-click above the words' }))];
}

function editor(gesture, number) {
  const wish = (wishes) => send('change', number, wishes);
  const unit = plan.units.find(([name]) => name === gesture.unit) || [gesture.unit, gesture.name, '', '', 'one'];
  const hands = HANDS[unit[4]].map((hand) => [hand, { right: 'Right', left: 'Left', both: 'Both' }[hand]]);
  const held = gesture.hold_until ?? gesture.until, most = plan.duration;
  const listen = press('Play', () => clock().play(Math.max(0, gesture.from - 0.3), Math.min(most, gesture.until + 0.5)), { title: 'Play this gesture' });
  const close = press('×', () => { const to = lane.children[chosen]; choose(-1); to?.focus({ preventScroll: true }); }, { className: 'act quiet close', title: 'Back to the plan' });
  close.setAttribute('aria-label', 'Close this gesture');
  return [
    tag('div', { className: 'row' }, steps(),
      field('Gesture', list('unit', plan.units, gesture.unit, wish)),
      field('Hand', list('hand', hands, gesture.hand, wish)),
      field('Stroke', amount('stroke', gesture.stroke, { min: 0, max: most }, wish), 's'),
      field('Held to', amount('hold_until', held, { min: gesture.stroke, max: most }, wish), 's'),
      field('Size', tag('span', { className: 'slide' }, ...slide('size', gesture.size, { min: 0.2, max: 2, step: 0.05 }, wish))),
      field('Speed', tag('span', { className: 'slide' }, ...slide('speed', gesture.speed, { min: 0.4, max: 2, step: 0.05 }, wish))),
      listen, press('Delete', () => send('delete', number), { className: 'act danger' }), close),
    tag('p', { className: 'why' }, tag('b', { textContent: unit[3] || unit[1] }), gesture.why ? ` Here because: ${gesture.why}.` : ''),
  ];
}

strip.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { event.preventDefault(); strip.querySelector('.close')?.click(); }
});
watch('value', read);
read();
tick();
