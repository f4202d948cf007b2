// The script as a table. A cell is text until somebody goes into it: then it is a list or a field; one is open at a time.
const COLUMNS = [['time', 'Time'], ['who', 'Who'], ['does', 'Does'], ['what', 'Says / with'], ['to', 'To whom'], ['how', 'How'], ['feels', 'Feels'], ['lasts', 'Lasts']];
const table = tag('table', { className: 'script' }), sheet = tag('div', { className: 'sheet' }, table);
table.setAttribute('role', 'grid');
let rowsDrawn = [], open = null, drawnTable = '', late = false;   // late: news came while a cell was open

const option = (value, label, now) => tag('option', { value, textContent: label, selected: value === now });
const grouped = (label, options) => tag('optgroup', { label }, ...options);
const peopleFor = (now, narrator) => [...board.people.map(({ id, name }) => option(id, name, now)), ...(narrator ? [option(board.choices.narrator, 'Narrator', now)] : [])];

// What can be chosen in a cell; null where there is nothing to choose.
function choicesOf(row, name) {
  const choices = board.choices, things = board.scenes[row.scene].things, beat = row.kind === 'beat';
  if (name === 'who') return peopleFor(row.who, !beat);
  if (name === 'does') {
    const kinds = [...new Set(choices.actions.map(([, , kind]) => kind))];
    return [grouped('Says', choices.says.map((one) => option(one, one, row.does))),
      ...kinds.map((kind) => grouped(kind, choices.actions.filter((one) => one[2] === kind).map(([one, label]) => option(one, label, row.does))))];
  }
  if (name === 'how') return beat ? [option('', 'as usual', row.how), ...choices.manners.map((one) => option(one, one, row.how))] : null;
  if (name === 'feels') return row.kind === 'narration' ? null : [option('', 'as it comes', row.feels), ...choices.feelings.map((one) => option(one, one, row.feels))];
  if (name === 'to') {
    if (row.kind === 'narration' || (beat && actionOf(row.does)?.[4] === 'none' && !row.to)) return null;
    const others = board.people.filter(({ id }) => id !== row.who).map(({ id, name: label }) => option(id, label, row.to));
    return [option('', beat ? 'nobody' : 'everybody', row.to), ...(others.length ? [grouped('People', others)] : []),
      ...(beat && things.length ? [grouped('Things here', things.map(([id, label]) => option(id, label, row.to)))] : []),
      ...(beat ? [grouped('A new thing', [...choices.standing, ...choices.held].map(([id, label]) => option(id, label, row.to)))] : [])];
  }
  if (name === 'what' && beat) {
    if (actionOf(row.does)?.[5] === 'none' && !row.with) return null;
    return [option('', 'nothing', row.with), ...(things.length ? [grouped('Things here', things.map(([id, label]) => option(id, label, row.with)))] : []),
      grouped('A new thing', choices.held.map(([id, label]) => option(id, label, row.with)))];
  }
  return null;
}
const isText = (row, name) => name === 'what' && row.kind !== 'beat';
const isNumber = (row, name) => name === 'lasts' && row.kind === 'beat';
const editable = (row, name) => name !== 'time' && (isText(row, name) || isNumber(row, name) || choicesOf(row, name) !== null);
const lasting = (row) => (typeof row.start === 'number' ? (row.end - row.start).toFixed(1) : '');

function cellText(row, name) {
  if (name === 'time') return typeof row.start === 'number' ? stamp(row.start) : '';
  if (name === 'lasts') return lasting(row) && `${lasting(row)} s`;
  if (name === 'who') return called(row.who);
  if (name === 'does') return doing(row);
  if (name === 'what') return row.text ?? (row.with ? thing(row, row.with) || row.with : '');
  if (name === 'to') return row.to ? thing(row, row.to) || called(row.to) : '';
  return row[name] || '';
}

function drawTable() {
  const focus = focused();
  const heading = tag('thead', {}, tag('tr', {}, ...COLUMNS.map(([name, label]) => { const made = tag('th', { textContent: label, className: `c-${name}` }); made.scope = 'col'; return made; }), tag('th', { className: 'c-more' })));
  const body = tag('tbody');
  rowsDrawn = [];
  board.scenes.forEach((scene, number) => {
    body.append(sceneRow(scene, number));
    board.rows.forEach((row, at) => { if (row.scene === number) { rowsDrawn[at] = drawRow(row, at); body.append(rowsDrawn[at]); } });
  });
  table.replaceChildren(heading, body);
  markRow();
  restore(focus);
}
function drawRow(row, at) {
  const made = tag('tr', { className: `${row.kind}${row.together ? ' together' : ''}` });
  made.dataset.row = at;
  made.setAttribute('role', 'row');
  for (const [name, label] of COLUMNS) {
    const cell = tag('td', { className: `c-${name}`, textContent: cellText(row, name), tabIndex: -1 });
    cell.dataset.name = name;
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-label', `${label}: ${cell.textContent || 'empty'}`);
    if (editable(row, name)) cell.classList.add('can');
    else if (name !== 'time') cell.setAttribute('aria-readonly', 'true');
    if ((name === 'time' && row.asked?.includes('start')) || (name === 'lasts' && row.asked?.includes('duration'))) { cell.classList.add('asked'); cell.title = name === 'time' ? 'Begins when you said' : 'Lasts as long as you said; empty it to leave that to the story'; }
    if (name === 'time' && row.together) cell.title = 'At the same time as the row above';
    if (name === 'what' && row.words) cell.title = row.words;
    made.append(cell);
  }
  const more = tag('td', { className: 'c-more', tabIndex: -1 });
  more.dataset.name = 'more';
  more.append(press('Change this row', null, () => toggleMenu(more, at), { className: 'act quiet', textContent: '⋯', tabIndex: -1 }));
  more.firstChild.setAttribute('aria-label', `More for row ${at + 1}`);
  made.append(more);
  return made;
}

function sceneRow(scene, number) {
  const list = (name, options, chosen = scene[name]) => {
    const made = tag('select', { name: `scene-${number}-${name}` }, ...options.map(([value, label]) => option(value, label, chosen)));
    made.setAttribute('aria-label', `${name === 'time' ? 'Time of day' : name === 'place' ? 'Place' : name === 'weather' ? 'Weather' : 'Later weather'} of scene ${number + 1}`);
    made.addEventListener('change', () => send('scene', { scene: number, name, value: made.value }));
    return made;
  };
  const plain = (names) => names.map((one) => [one, one]);
  const places = board.choices.places.some(([one]) => one === scene.place) ? board.choices.places : [[scene.place, scene.place], ...board.choices.places];
  const cell = tag('td', { colSpan: COLUMNS.length + 1 }, tag('b', { textContent: `Scene ${number + 1}` }), list('place', places), list('time', plain(board.choices.times)), list('weather', plain(board.choices.weathers)),
    ...scene.turns.map((weather, at) => list(`turn-${at}`, [...board.choices.weathers.map((one) => [one, `then ${one}`]), ['', 'does not turn']], weather)),
    tag('span', { className: 'scene-acts' }, board.rows.some(({ scene: one }) => one === number) ? null : press('Add a row', null, () => structural('add', { value: 'beat', scene: number }), { textContent: '+ Row' }),
      press('Add a scene after this', null, () => structural('add-scene', { scene: number }), { textContent: '+ Scene' }),
      board.scenes.length > 1 ? press(`Delete scene ${number + 1}`, 'bin', () => structural('delete-scene', { scene: number }), { className: 'act quiet' }) : null));
  return tag('tr', { className: 'scene-head' }, cell);
}

// Rows come, go and move: until the studio has answered nothing else can be touched.
function structural(verb, more) {
  closeCell(true);
  sheet.classList.add('busy');
  send(verb, more);
}

// ---- a row's own menu ------------------------------------------------------------------------------------------------
let menu = null;
function shut() { menu?.remove(); menu = null; }
function toggleMenu(cell, at) {
  const mine = menu?.dataset.row === String(at);
  shut();
  if (mine) return;
  const row = board.rows[at], act = (verb, more = {}) => () => { shut(); structural(verb, { row: at, ...more }); };
  const before = at > 0 && board.rows[at - 1].scene === row.scene;
  menu = tag('div', { className: 'row-menu' },
    press('Add an action below', null, act('add', { value: 'beat' })), press('Add a line below', null, act('add', { value: 'line' })), press('Add a caption below', null, act('add', { value: 'narration' })),
    press('Move up', null, act('up')), press('Move down', null, act('down')),
    row.asked?.includes('start') ? press('At its turn, not at a time of its own', null, act('set', { name: 'start', value: '' })) : null,
    before ? press(row.together ? 'Then, not at the same time' : 'At the same time as above', null, act('set', { name: 'together', value: row.together ? 'no' : 'yes' })) : null,
    press('Delete', null, act('delete'), { className: 'act danger' }));
  menu.dataset.row = at;
  menu.setAttribute('role', 'menu');
  menu.addEventListener('keydown', (event) => {
    const all = [...menu.children], to = all[all.indexOf(document.activeElement) + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (event.key === 'Escape') { event.preventDefault(); shut(); cell.focus(); } else if (event.key.startsWith('Arrow')) { event.preventDefault(); to?.focus(); } else return;
    event.stopPropagation();
  });
  root.append(menu);
  const from = cell.getBoundingClientRect(), high = menu.offsetHeight, below = from.bottom + high < innerHeight - 8;
  Object.assign(menu.style, { right: `${innerWidth - from.right + 4}px`, top: `${Math.max(below ? from.bottom : from.top - high, 8)}px` });
  menu.querySelector('button').focus();
}
document.addEventListener('click', (event) => { if (menu && !event.target.closest('.c-more, .row-menu')) shut(); });
sheet.addEventListener('scroll', shut);

// ---- one open cell -----------------------------------------------------------------------------------------------------
function openCell(cell, typed = null) {
  const at = Number(cell.parentNode.dataset.row), name = cell.dataset.name, row = board.rows[at];
  if (!row || !editable(row, name) || sheet.classList.contains('busy')) return;
  if (open?.cell === cell) return;
  closeCell(true);
  const text = isText(row, name), number = isNumber(row, name);
  const control = number ? tag('input', { type: 'number', value: typed ?? lasting(row), min: 0.4, max: 60, step: 0.1, placeholder: 'as usual' }) : text ? tag('textarea', { value: typed ?? row.text, rows: 2, maxLength: row.kind === 'line' ? 2000 : 4000 }) : tag('select', {}, ...choicesOf(row, name));
  control.setAttribute('aria-label', COLUMNS.find(([one]) => one === name)[1]);
  open = { cell, control, at, name, before: text ? row.text : number ? lasting(row) : control.value };
  cell.replaceChildren(control);
  cell.classList.add('open');
  control.focus({ preventScroll: false });
  if ((text || number) && typed === null) control.select();
  control.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') { event.preventDefault(); closeCell(false); cell.focus(); }
    else if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); closeCell(true); cell.focus(); }
    else if (event.key === 'Tab') { const to = besides(cell, event.shiftKey ? -1 : 1); if (to) { event.preventDefault(); closeCell(true); to.focus(); if (isText(board.rows[Number(to.parentNode.dataset.row)], to.dataset.name)) openCell(to); } }
  });
  // A list that is unfolded keeps the press of Escape to itself and only tells of the release.
  control.addEventListener('keyup', (event) => { if (event.key === 'Escape' && open?.control === control) { closeCell(false); cell.focus(); } });
  if (!text && !number) { control.addEventListener('change', () => { closeCell(true); cell.focus({ preventScroll: true }); }); try { control.showPicker?.(); } catch (unasked) { /* only after a click */ } }
  control.addEventListener('blur', () => setTimeout(() => { if (open?.control === control && document.activeElement !== control) closeCell(true); }, 120));
}
function closeCell(keep) {
  if (!open) return;
  const { cell, control, at, name, before } = open;
  open = null;
  cell.classList.remove('open');
  const value = control.value, row = board.rows[at];
  if (keep && value !== before && !(isText(row, name) && !value.trim())) {
    cell.textContent = control.tagName === 'SELECT' ? control.selectedOptions[0]?.textContent || '' : name === 'lasts' ? value && `${value} s` : value;
    cell.classList.add('sent');
    send('set', { row: at, name: name === 'what' ? (row.kind === 'beat' ? 'with' : 'text') : name === 'lasts' ? 'duration' : name, value });
  } else {
    cell.textContent = cellText(row, name);
    if (late) { late = false; drawTable(); }
  }
}
const cells = () => [...table.querySelectorAll('tbody td[data-name]:not(.c-more)')];
function besides(cell, by) {
  const all = cells().filter((one) => one.classList.contains('can') || one === cell);
  return all[all.indexOf(cell) + by];
}

table.addEventListener('click', (event) => {
  const cell = event.target.closest('td[data-name]');
  if (!cell || event.target.closest('.open, .row-menu, button')) return;
  const at = Number(cell.parentNode.dataset.row), mine = at === chosen;
  choose(at);
  cell.focus({ preventScroll: true });
  if (mine || cell.dataset.name !== 'time') openCell(cell);
});
table.addEventListener('focusin', (event) => {
  const cell = event.target.closest('td[data-name]');
  if (cell && Number(cell.parentNode.dataset.row) !== chosen && !event.target.closest('button')) choose(Number(cell.parentNode.dataset.row));
});
table.addEventListener('keydown', (event) => {
  const cell = event.target.closest('td[data-name]');
  if ((event.ctrlKey || event.metaKey) && steps(event)) return;
  if (!cell || event.target !== cell) return;
  const line = cell.parentNode, at = Number(line.dataset.row), column = [...line.children].indexOf(cell);
  const go = (to) => { if (to) { event.preventDefault(); to.focus(); } };
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) { event.preventDefault(); structural(event.key === 'ArrowUp' ? 'up' : 'down', { row: at }); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'ArrowRight') go(line.children[column + 1]);
  else if (event.key === 'ArrowLeft') go(line.children[column - 1]);
  else if (event.key === 'ArrowDown') go(rowsDrawn[at + 1]?.children[column]);
  else if (event.key === 'ArrowUp') go(rowsDrawn[at - 1]?.children[column]);
  else if (event.key === 'Delete') { event.preventDefault(); structural('delete', { row: at }); }
  else if (event.key === 'Enter' || event.key === 'F2' || event.key === ' ') { event.preventDefault(); if (cell.dataset.name === 'more') toggleMenu(cell, at); else openCell(cell); }
  else if (event.key.length === 1 && (isText(board.rows[at], cell.dataset.name) || (isNumber(board.rows[at], cell.dataset.name) && /[0-9.]/.test(event.key)))) { event.preventDefault(); openCell(cell, event.key); }
});
function steps(event) {
  const step = { z: event.shiftKey ? 'redo' : 'undo', y: 'redo' }[event.key.toLowerCase()];
  if (!step || !board[step] || open) return false;
  event.preventDefault();
  structural(step, {});
  return true;
}

function focused() {
  const cell = document.activeElement?.closest?.('.script td[data-name]');
  if (cell && table.contains(cell)) return { at: Number(cell.parentNode.dataset.row), name: cell.dataset.name };
  const list = document.activeElement?.closest?.('.scene-head select');
  return list ? { list: list.name } : null;
}
function restore(focus) {
  if (!focus) return;
  if (focus.list) { table.querySelector(`select[name="${focus.list}"]`)?.focus({ preventScroll: true }); return; }
  const at = Number.isInteger(board.chosen) ? board.chosen : focus.at;
  rowsDrawn[at]?.querySelector(`[data-name="${focus.name}"]`)?.focus({ preventScroll: true });
}
function markRow() {
  rowsDrawn.forEach((made, number) => {
    made.classList.toggle('on', number === chosen);
    made.firstChild.tabIndex = number === Math.max(chosen, 0) ? 0 : -1;
  });
}
function nowRow(now) { rowsDrawn.forEach((made, number) => made.classList.toggle('now', number === now)); }
function bring(number, focus = false) {
  pick('script');
  rowsDrawn[number]?.scrollIntoView({ block: 'nearest' });
  if (focus) rowsDrawn[number]?.children[1]?.focus({ preventScroll: true });
}
function times() { board.rows.forEach((row, at) => { const cell = rowsDrawn[at]?.firstChild; if (cell) cell.textContent = cellText(row, 'time'); const lasts = rowsDrawn[at]?.querySelector('.c-lasts'); if (lasts) lasts.textContent = cellText(row, 'lasts'); }); }
