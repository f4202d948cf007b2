// The parts of a timeline: its tools, and two canvases, of which the upper one is redrawn as the time goes on.
const root = document.createElement('div');
root.className = 'timeline';
root.hidden = true;
const ICON = (path) => `<svg viewBox="0 0 24 24" width="18" height="18" fill="currentColor" aria-hidden="true"><path d="${path}"/></svg>`;
const PLAY = ICON('M7 4.5v15l13-7.5z'), PAUSE = ICON('M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z');
root.innerHTML = `
  <div class="tools" role="toolbar" aria-label="Playback">
    <button type="button" class="act play" aria-label="Play" title="Play or pause (space)">${PLAY}</button>
    <output class="clock"></output>
    <select class="speed" aria-label="Speed">${[0.5, 0.75, 1, 1.25, 1.5, 2].map((r) => `<option value="${r}"${r === 1 ? ' selected' : ''}>${r}×</option>`).join('')}</select>
    <span class="marks"></span>
    <span class="zoom">
      <button type="button" class="act quiet" data-zoom="0.5" aria-label="Zoom out" title="Zoom out (−)">−</button>
      <button type="button" class="act quiet" data-zoom="2" aria-label="Zoom in" title="Zoom in (+)">+</button>
      <button type="button" class="act quiet" data-zoom="0" title="Show all of it (0)">All</button>
    </span>
    <select class="view" aria-label="Camera">
      <option value="face">Face</option><option value="three-quarter">Turned</option><option value="front">Whole figure</option>
      <option value="side">From the side</option></select>
  </div>
  <div class="drawing"><canvas class="still"></canvas>
    <canvas class="moving" tabindex="0" role="slider" aria-label="Time" aria-valuemin="0"></canvas>
    <div class="tip" hidden></div></div>`;
element.after(root);
