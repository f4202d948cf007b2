// The face: its shapes by weight, and normals that follow.

// It moves on the processor: its few thousand vertices and their normals, when a weight changed.
function faceOf(geometry) {
  const position = geometry.attributes.position;
  const normal = geometry.attributes.normal;
  const count = position.count;
  const weld = Uint32Array.from({ length: count }, (_, v) => v);
  const seams = body.seams.length / 2;
  for (let i = 0; i < seams; i++) weld[body.seams[i]] = body.seams[seams + i];
  const moves = new Uint8Array(count);
  for (const v of body.morphVertices) moves[weld[v]] = 1;
  const index = geometry.index.array;
  const near = [];
  for (let i = 0; i < index.length; i += 3) {
    if (moves[weld[index[i]]] || moves[weld[index[i + 1]]] || moves[weld[index[i + 2]]]) near.push(i);
  }
  const face = { rest: position.array.slice(), position, normal, weld, index, moves, near,
    moving: Uint32Array.from({ length: count }, (_, v) => v).filter((v) => moves[weld[v]]),
    sums: new Float32Array(count * 3), weights: new Float32Array(body.morphSizes.length), shown: null };
  smooth(face, null);
  return face;
}

// Normals from the triangles around each vertex, over colour seams. `near` limits it to triangles at the face.
function smooth(face, near) {
  const { weld, index, sums, position: { array: p }, normal: { array: n } } = face;
  const each = near ? near.length : index.length / 3;
  sums.fill(0);
  for (let k = 0; k < each; k++) {
    const i = near ? near[k] : 3 * k;
    const a = 3 * index[i], b = 3 * index[i + 1], c = 3 * index[i + 2];
    const ux = p[b] - p[a], uy = p[b + 1] - p[a + 1], uz = p[b + 2] - p[a + 2];
    const vx = p[c] - p[a], vy = p[c + 1] - p[a + 1], vz = p[c + 2] - p[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    for (const corner of [a, b, c]) {
      const w = 3 * weld[corner / 3];
      sums[w] += x; sums[w + 1] += y; sums[w + 2] += z;
    }
  }
  const all = near ? face.moving.length : weld.length;
  for (let k = 0; k < all; k++) {
    const v = near ? face.moving[k] : k;
    const w = 3 * weld[v];
    const length = Math.hypot(sums[w], sums[w + 1], sums[w + 2]) || 1;
    n[3 * v] = sums[w] / length; n[3 * v + 1] = sums[w + 1] / length; n[3 * v + 2] = sums[w + 2] / length;
  }
  face.normal.needsUpdate = true;
}

function express(face, weights) {
  if (face.shown && weights.every((w, m) => Math.abs(w - face.shown[m]) < 1e-4)) return;
  face.shown = weights.slice();
  const p = face.position.array;
  for (const v of face.moving) for (let c = 3 * v; c < 3 * v + 3; c++) p[c] = face.rest[c];
  const total = body.morphVertices.length;
  for (let m = 0, start = 0; m < weights.length; start += body.morphSizes[m++]) {
    if (weights[m] < 1e-4) continue;
    for (let k = start; k < start + body.morphSizes[m]; k++) {
      const v = 3 * body.morphVertices[k];
      p[v] += weights[m] * body.morphDeltas[k];
      p[v + 1] += weights[m] * body.morphDeltas[total + k];
      p[v + 2] += weights[m] * body.morphDeltas[2 * total + k];
    }
  }
  face.position.needsUpdate = true;
  smooth(face, face.near);
}
