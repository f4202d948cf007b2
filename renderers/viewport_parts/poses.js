// The skeleton at any moment, blended between the two nearest poses.

const root = [0, 0, 0];
let posed = null;    // which moment the figure shows, seconds
function pose(seconds) {
  posed = seconds;
  const poses = motion.places.length / 3;
  const joints = body.parents.length;
  const at = Math.min(seconds * poseRate, poses - 1);
  const a = Math.floor(at), b = Math.min(a + 1, poses - 1), t = at - a;
  const mix = (array, row) => array[row * poses + a] * (1 - t) + array[row * poses + b] * t;
  const turns = [], places = [];
  for (let j = 0; j < joints; j++) {
    let w = mix(motion.turns, 4 * j), x = mix(motion.turns, 4 * j + 1);
    let y = mix(motion.turns, 4 * j + 2), z = mix(motion.turns, 4 * j + 3);
    const length = Math.hypot(w, x, y, z) || 1;
    let local = [x / length, y / length, z / length, w / length];
    const parent = body.parents[j];
    if (parent < 0) {
      for (let c = 0; c < 3; c++) root[c] = mix(motion.places, c);
      turns.push(local);
      places.push([...root]);
    } else {
      const offset = [0, 1, 2].map((c) => body.joints[c * joints + j] - body.joints[c * joints + parent]);
      const moved = rotate(turns[parent], offset);
      turns.push(multiply(turns[parent], local));
      places.push(moved.map((value, c) => value + places[parent][c]));
    }
    figure.bones[j].quaternion.set(...turns[j]);
    figure.bones[j].position.set(...places[j]);
  }
  const towards = 4 / Math.hypot(...facts.key);
  figure.sun.target.position.set(...root);
  figure.sun.position.set(...root.map((value, c) => value + facts.key[c] * towards));
  for (let m = 0; m < figure.face.weights.length; m++) figure.face.weights[m] = mix(motion.face, m);
  express(figure.face, figure.face.weights);
  return places;
}
function multiply([ax, ay, az, aw], [bx, by, bz, bw]) {
  return [aw * bx + ax * bw + ay * bz - az * by, aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw, aw * bw - ax * bx - ay * by - az * bz];
}
function rotate([x, y, z, w], [vx, vy, vz]) {
  const tx = 2 * (y * vz - z * vy), ty = 2 * (z * vx - x * vz), tz = 2 * (x * vy - y * vx);
  return [vx + w * tx + y * tz - z * ty, vy + w * ty + z * tx - x * tz, vz + w * tz + x * ty - y * tx];
}
