// One picture after another, while anything moves.

let awake = false, wrote = 0;
function wake() {
  if (awake || !figure) return;
  awake = true;
  requestAnimationFrame(frame);
}
function frame() {
  awake = false;
  if (painter.busy && clock.playing) return wake();
  pose(time());
  followRoot();
  viser.requestRender();
  if (now() - wrote > 1 / 30 || !clock.playing) { wrote = now(); refresh(); }
  tell(false);
  if (clock.playing) wake();
}
