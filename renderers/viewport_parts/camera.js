// Where it is looked at from, and a camera that goes along.

const VIEWS = { front: [0, 0.08], "three-quarter": [0.6, 0.12], side: [Math.PI / 2, 0.08], back: [Math.PI, 0.08],
  face: [0.15, 0.02] };
const follow = { on: true, last: null };
function look(view) {
  const height = facts.height;
  const close = view === "face";
  const [turn, tilt] = VIEWS[view];
  const heading = close ? headHeading() : facts.heading;
  const fov = (viser.camera.fov * Math.PI) / 360;
  // The window's shape, not the canvas's: that one may still be on its way. The bar's part of it is kept free.
  const narrow = Math.min(1, (innerWidth / innerHeight) * (close ? 1.2 : 1.6));
  const bar = guided ? 0 : Math.min(0.4, BAR / innerHeight);
  const size = close ? 0.17 : height * 0.61;
  const distance = size / Math.tan(fov) / narrow / (1 - bar);
  const target = close ? headAt() : [root[0], height * 0.53, root[2]];
  target[1] -= bar * distance * Math.tan(fov);
  const x = Math.sin(heading + turn) * Math.cos(tilt), z = Math.cos(heading + turn) * Math.cos(tilt);
  viser.cameraControl.setLookAt(target[0] + x * distance, target[1] + Math.sin(tilt) * distance,
    target[2] + z * distance, ...target, false);
  follow.last = [...root];
  controls.view.value = framed = view;
  wake();
}
// A view holds while the window changes its shape, until the viewer turns it.
let framed = null;
const BAR = 70;
window.addEventListener("resize", () => figure && framed && look(framed));
for (const turned of ["pointerdown", "wheel"]) {
  window.addEventListener(turned, ({ target }) => { if (target.tagName === "CANVAS") framed = null; }, { passive: true, capture: true });
}
function headAt() {
  const { position: p, quaternion: q } = figure.bones[facts.head];
  const [x, y, z] = rotate([q.x, q.y, q.z, q.w], [0, 0.02, 0.04]);
  return [p.x + x, p.y + y, p.z + z];
}
function headHeading() {
  const q = figure.bones[facts.head].quaternion;
  const [x, , z] = rotate([q.x, q.y, q.z, q.w], [0, 0, 1]);
  return Math.atan2(x, z);
}
// The camera goes where the figure goes; only the turning is the viewer's.
function followRoot() {
  if (!follow.on || !follow.last) return;
  const dx = root[0] - follow.last[0], dz = root[2] - follow.last[2];
  follow.last = [...root];
  if (Math.abs(dx) + Math.abs(dz) < 1e-5) return;
  const target = viser.cameraControl.getTarget(viser.camera.position.clone());
  viser.cameraControl.moveTo(target.x + dx, target.y, target.z + dz, false);
}
