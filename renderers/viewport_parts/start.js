// The beginning, and what other programs may ask: window.marionette.

async function start() {
  setTheme(facts.theme);
  if (facts.theme === "auto") {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme("auto"));
  }
  if (guided) document.documentElement.dataset.guided = "";
  draw();
  [motion, body] = await Promise.all([unpack("marionette-motion", facts.motion), unpack("marionette-body", facts.body)]);
  let mesh;
  while (!(mesh = findFigure())) await new Promise((resume) => setTimeout(resume, 30));
  dress(mesh);
  viser.camera.fov = 30;
  viser.camera.updateProjectionMatrix();
  pose(0);
  look(guided && Object.hasOwn(VIEWS, guided[1]) ? guided[1] : "front");
  document.documentElement.dataset.ready = "";
  if (guided) return tell(true);
  await loadSound();
  play();
}
const ready = start();
window.marionette = { ready, seek, play, pause, setRate, look, setTheme, duration, frames: facts.frames,
  get time() { return time(); }, get playing() { return clock.playing; }, get sound() { return sound; },
  get pictures() { return painter.pictures; },
  joints: () => pose(time()), face: () => { pose(time()); return Array.from(figure.face.weights); } };
