// The cast, and everything put together: two pages below the stage, undo and redo, and what comes from the studio.
const cast = tag('div', { className: 'cast' }), voice = new Audio();

function person(one) {
  const set = (name) => ({ target }) => send('person', { who: one.id, name, value: target.value });
  const field = (label, control) => tag('label', {}, tag('span', { textContent: label }), control);
  const list = (name, options) => {
    const made = tag('select', { name: `${one.id}-${name}` }, ...options.map(([value, label]) => option(value, label, one[name])));
    made.addEventListener('change', set(name));
    return made;
  };
  const plain = (names, extra = '') => [...(extra && !names.includes(extra) ? [[extra, extra]] : []), ...names.map((name) => [name, name])];
  const colour = (name, label, value) => {
    const made = tag('input', { type: 'color', value, name: `${one.id}-${name}`, title: label });
    made.setAttribute('aria-label', `${label} of ${one.name}`);
    made.addEventListener('change', set(name));
    return made;
  };
  const name = tag('input', { type: 'text', value: one.name, maxLength: 80, name: `${one.id}-name` });
  name.addEventListener('change', (event) => (name.value.trim() ? set('name')(event) : (name.value = one.name)));
  const listen = press(`Listen to ${one.name}`, 'hear', () => request('hear', { who: one.id }));
  const colours = tag('span', { className: 'colours' }, colour(one.paints, one.paints === 'body' ? 'Colour' : 'Clothes', one.clothes),
    one.paints === 'clothes' ? colour('hair', 'Hair', one.hair) : null, one.hat ? colour('hat_colour', 'Hat', one.hat_colour) : null);
  return tag('article', { className: 'person' },
    tag('header', {}, field('Name', name), press(`Take ${one.name} out of the story`, 'bin', () => structural('delete-person', { who: one.id }), { className: 'act quiet' })),
    field('Who', list('kind', plain(board.choices.kinds))),
    one.kind === 'animal' ? field('Animal', list('species', [['', 'some animal'], ...plain(board.choices.species, one.species)])) : field('Age', list('age', [['young', 'young'], ['grown', 'grown up'], ['old', 'old']])),
    one.kind === 'human' || one.kind === 'child' ? field('She or he', list('gender', [['', 'either'], ['female', 'she'], ['male', 'he']])) : null,
    field('Hat', list('hat', [['', 'none'], ...plain(board.choices.hats, one.hat)])),
    tag('label', {}, tag('span', { textContent: 'Colours' }), colours),
    board.choices.motions.length ? field('Moves', list('moves', [['', 'acts the script'], ...board.choices.motions.map(([value, label]) => [value, `as ${label}`]), ...(one.moves && !board.choices.motions.some(([value]) => value === one.moves) ? [[one.moves, 'a motion that is gone']] : [])])) : null,
    tag('label', { className: 'voice-choice' }, tag('span', { textContent: 'Voice' }), tag('span', { className: 'with-button' }, list('voice', [['', 'one that fits'], ...board.choices.voices]), listen)));
}
let drawnCast = '', laidOut = '', stale = false;   // stale: the cast is drawn when somebody looks at it
function drawCast() {
  stale = false;
  const held = cast.contains(document.activeElement) ? document.activeElement.name : null;
  cast.replaceChildren(...board.people.map(person), press('Add somebody', null, () => structural('add-person', {}), { className: 'act add-person', textContent: '+ Add somebody' }));
  if (held) cast.querySelector(`[name="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

// ---- the pages below the stage ---------------------------------------------------------------------------------------
const pages = { script: sheet, cast };
const tabs = tag('div', { className: 'pages' });
tabs.setAttribute('role', 'tablist');
const picks = {};
for (const [name, label] of [['script', 'Script'], ['cast', 'Cast']]) {
  picks[name] = press(label, null, () => pick(name), { className: 'act page' });
  picks[name].setAttribute('role', 'tab');
  tabs.append(picks[name]);
}
function pick(name) {
  for (const [one, page] of Object.entries(pages)) { page.hidden = one !== name; picks[one].setAttribute('aria-selected', String(one === name)); picks[one].classList.toggle('on', one === name); }
  if (name === 'cast' && stale) drawCast();
}
const undo = press('Undo the last edit', 'undo', () => structural('undo', {}), { className: 'act quiet' });
const redo = press('Redo', 'redo', () => structural('redo', {}), { className: 'act quiet' });
const title = tag('input', { type: 'text', className: 'story-title', maxLength: 200 });
title.setAttribute('aria-label', 'Title of the story');
title.addEventListener('change', () => send('title', { value: title.value }));
const addRow = press('Add a row', null, () => structural('add', { value: 'beat', ...(chosen >= 0 ? { row: chosen } : {}) }), { className: 'act', textContent: '+ Row', title: 'Below the row that is chosen' });
const bar = tag('div', { className: 'editor-bar' }, tabs, title, tag('span', { className: 'history' }, undo, redo), addRow);
const trouble = tag('div', { className: 'trouble' });
trouble.setAttribute('aria-live', 'polite');
const editor = tag('div', { className: 'editor' }, bar, trouble, sheet, cast);
root.append(tag('div', { className: 'theatre-box' }, screen, transport), lanes, editor);
pick('script');
document.addEventListener('keydown', (event) => { if ((event.ctrlKey || event.metaKey) && root.offsetWidth && !event.defaultPrevented && !event.target.closest?.('input, textarea, select')) steps(event); });

function read() {
  const facts = element.querySelector('.board')?.dataset.facts;
  if (!facts) return showState();
  const before = board, told = JSON.parse(facts);
  if (told.of === before.of && told.rev < before.rev) return;   // an answer that was overtaken
  board = { rows: [], steps: [], scenes: [], people: [], seen: {}, choices: {}, ...told };
  if (Number.isInteger(board.answer)) asked.answered = Math.max(asked.answered, board.answer);
  root.hidden = !board.of;
  const wrong = element.querySelector('.problem');
  trouble.replaceChildren(...(wrong ? [wrong.cloneNode(true)] : []));
  if (!board.of) return;
  if (board.of !== before.of) { chosen = -1; root.closest('.bench')?.querySelector('.material-part')?.scrollTo({ top: 0 }); live.at = 0; live.fresh = false; live.shown = -1; live.base = ''; sheet.scrollTop = lanes.scrollLeft = 0; open = null; near = -1; if (live.playing) { live.playing = false; sound.pause(); } }
  if (Number.isInteger(board.chosen)) chosen = board.chosen;
  chosen = Math.min(chosen, board.rows.length - 1);
  if (!inFlight()) sheet.classList.remove('busy');
  undo.disabled = !board.undo;
  redo.disabled = !board.redo;
  if (document.activeElement !== title) title.value = board.title;
  if (board.voice) { voice.src = board.voice; voice.play().catch(() => {}); }
  const content = JSON.stringify([board.of, board.rows.map(({ start, end, ...row }) => row), board.scenes.map(({ start, ...scene }) => scene), board.people.map(({ id, name }) => [id, name])]);
  if (open) late = true;
  else if (content !== drawnTable || sheet.querySelector('.sent')) { drawnTable = content; drawTable(); } else times();
  const people = JSON.stringify([board.of, board.people]);
  if (people !== drawnCast) { drawnCast = people; stale = true; }
  if (stale && !cast.hidden) drawCast();
  const moments = JSON.stringify([content, board.duration, board.steps, board.rows.map(({ start, end }) => [start, end]), board.people.map(({ clothes }) => clothes)]);
  if (moments !== laidOut) { laidOut = moments; lay(); }
  stage();
  if (Number.isInteger(board.chosen)) rowsDrawn[chosen]?.scrollIntoView({ block: 'nearest' });
}
watch('value', read);
read();
const far = document.querySelector('#story-progress');
if (far) new MutationObserver(() => {
  const share = far.querySelector('[data-share]')?.dataset.share;
  if (share && typeof board.seen.share === 'number') { board.seen.share = Number(share); showState(); }
}).observe(far, { childList: true, subtree: true });
root.story = {
  get of() { return board.of; }, get time() { return clock.time; }, get playing() { return clock.playing; }, get ready() { return ready(); }, get heard() { return sound.duration || 0; },
  get shown() { return live.shown; }, get settled() { return !live.asking && live.shown === frameAt(clock.time); }, get waiting() { return inFlight(); },
  get duration() { return board.duration; }, get rows() { return board.rows; }, get scenes() { return board.scenes; }, get people() { return board.people; },
  seek: look, play: clock.play, pause: clock.pause, choose,
};
