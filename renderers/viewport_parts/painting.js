// How often a picture is drawn.

// Without a graphics card the processors draw, and the page around this one waits for them too. So only one picture is
// on its way at a time, after one that took long comes a rest, and nothing is drawn twice (viser draws every second).
const QUICK = 0.012, LONGEST_REST = 0.05, LONGEST_BREAK = 0.6, LOST = 2, SETTLING = 3;    // seconds
const painter = { busy: false, missed: false, pictures: 0, slow: false, onBreak: 0 };
function pace(renderer) {
  const draw = renderer.render.bind(renderer);
  const canvas = renderer.domElement;
  const settled = now() + SETTLING;
  let seen = "", size = 0;
  renderer.render = (scene, camera) => {
    const sight = [canvas.width, canvas.height, posed, camera.fov, ...camera.matrixWorld.elements].join();
    if (sight === seen && now() > settled) return;
    if (painter.busy && size === canvas.width * canvas.height) { painter.missed = true; return; }
    draw(scene, camera);
    seen = sight;
    size = canvas.width * canvas.height;
    painter.pictures += 1;
    painter.busy = true;
    finished(renderer.getContext()).then(rest);
  };
}
async function finished(gl) {
  const began = now();
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  do await new Promise((resume) => setTimeout(resume, 2));
  while (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.UNSIGNALED && now() - began < LOST);
  gl.deleteSync(fence);
  return now() - began;
}
function rest(took) {
  painter.slow = took > QUICK;
  const pause = Math.max(Math.min(took, LONGEST_REST), painter.onBreak - now());
  setTimeout(() => {
    painter.busy = false;
    if (painter.missed) viser.requestRender();
    painter.missed = false;
  }, painter.slow ? 1000 * pause : 0);
}
// The page around this one is about to change: where drawing is slow, it goes first.
function giveWay() {
  painter.onBreak = now() + LONGEST_BREAK;
  if (!painter.slow || painter.busy) return;
  painter.busy = true;
  rest(LONGEST_REST);
}
