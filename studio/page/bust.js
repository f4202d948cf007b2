// A head of splats that is turned by mouse, finger and arrow keys. `bust.py` wrote what is read here; splats are drawn
// as `renderers/splats` draws them: OpenCV axes, 0.3 pixels squared of blur, from back to front.
const VERTEX = `#version 300 es
precision highp float; precision highp sampler2D;
uniform sampler2D table, rest;
uniform mat3 turnView; uniform vec3 shift, pivot; uniform vec2 angles, size; uniform float focal, near, uncover; uniform int known;
out vec2 away; out vec4 colour;
vec4 column(int k) { int at = (gl_VertexID >> 2) * 5 + k; return texelFetch(table, ivec2(at & 4095, at >> 12), 0); }
vec3 more(int k) { int at = (gl_VertexID >> 2) * (known - 1) + k - 1; return texelFetch(rest, ivec2(at & 4095, at >> 12), 0).rgb; }
void main() {
  vec4 a = column(0), b = column(1), c = column(2), d = column(3), e = column(4);
  vec2 by = angles * (1.0 - a.w);
  float cy = cos(by.x), sy = sin(by.x), cp = cos(by.y), sp = sin(by.y);
  mat3 turn = mat3(cy, 0, sy, 0, 1, 0, -sy, 0, cy) * mat3(1, 0, 0, 0, cp, -sp, 0, sp, cp);
  vec3 p = turn * (turnView * a.xyz + shift - pivot) + pivot;
  gl_Position = vec4(2, 2, 2, 1);
  if (p.z < near || d.y < 1.0 / 255.0) return;
  mat3 axes = turn * turnView;
  mat3 spread = axes * mat3(b.x, b.y, b.z, b.y, b.w, c.x, b.z, c.x, c.y) * transpose(axes);
  vec2 edge = 0.65 * size / focal;
  vec2 slope = clamp(p.xy / p.z, -edge, edge);
  vec3 jx = vec3(focal / p.z, 0, -focal * slope.x / p.z), jy = vec3(0, focal / p.z, -focal * slope.y / p.z);
  float xx = dot(jx, spread * jx) + 0.3, xy = dot(jx, spread * jy), yy = dot(jy, spread * jy) + 0.3;
  float middle = 0.5 * (xx + yy), apart = length(vec2(0.5 * (xx - yy), xy));
  float one = middle + apart, two = max(middle - apart, 0.05);
  vec2 along = abs(xy) < 1e-6 ? (xx >= yy ? vec2(1, 0) : vec2(0, 1)) : normalize(vec2(xy, one - xx));
  float reach = sqrt(2.0 * log(255.0 * min(d.y, 0.999)));
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1 & 1) * 2.0 - 1.0;
  away = corner * reach;
  vec2 pixel = focal * p.xy / p.z + away.x * sqrt(one) * along + away.y * sqrt(two) * vec2(-along.y, along.x);
  gl_Position = vec4(2.0 * pixel.x / size.x, -2.0 * pixel.y / size.y, 0, 1);
  vec3 hue = mix(vec3(c.zw, d.x), e.rgb, uncover * e.a);   // what was hidden and comes into sight shows what lay there
  if (known > 1) {
    vec3 v = normalize(p * axes);
    hue += 0.48860251 * (-v.y * more(1) + v.z * more(2) - v.x * more(3));
    if (known > 4) {
      vec3 q = v * v;
      hue += 1.09254843 * (v.x * v.y * more(4) - v.y * v.z * more(5) - v.x * v.z * more(7))
        + 0.31539157 * (2.0 * q.z - q.x - q.y) * more(6) + 0.54627422 * (q.x - q.y) * more(8);
      if (known > 9) hue += -0.59004359 * v.y * (3.0 * q.x - q.y) * more(9) + 2.89061144 * v.x * v.y * v.z * more(10)
        - 0.45704580 * v.y * (4.0 * q.z - q.x - q.y) * more(11) + 0.37317633 * v.z * (2.0 * q.z - 3.0 * q.x - 3.0 * q.y) * more(12)
        - 0.45704580 * v.x * (4.0 * q.z - q.x - q.y) * more(13) + 1.44530572 * v.z * (q.x - q.y) * more(14)
        - 0.59004359 * v.x * (q.x - 3.0 * q.y) * more(15);
    }
  }
  colour = vec4(max(hue, 0.0), min(d.y, 0.999));
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 away; in vec4 colour; out vec4 drawn;
void main() {
  float alpha = colour.a * exp(-0.5 * dot(away, away));
  if (alpha < 1.0 / 255.0) discard;
  drawn = vec4(min(colour.rgb, 1.0) * alpha, alpha);
}`;
const WIDE = 20, LEVELS = 32, STEP = 4, PATIENT = 45; // turns of a neck sorted apart; degrees a key; milliseconds a picture may take

const canvas = document.createElement('canvas');
canvas.tabIndex = 0;
let head = null, gl = null, program = null, asked = 0, sharp = 1, moving = 0;
const turned = { yaw: 0, pitch: 0, near: 1 }, places = new Map();
const radians = (degrees) => degrees * Math.PI / 180;

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const data = await answer.arrayBuffer(), length = new DataView(data).getUint32(0, true);
  const facts = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  const table = new Float32Array(data, 4 + length, WIDE * facts.count);
  const rest = facts.harmonics > 1 ? new Uint16Array(data, 4 + length + table.byteLength) : null;
  return { ...facts, table, rest };
}

function begin() {
  gl = canvas.getContext('webgl2', { alpha: true, antialias: false, premultipliedAlpha: true });
  if (!gl) return false;
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  program = made;
  gl.useProgram(program);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  for (const unit of [0, 1]) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }
  gl.uniform1i(gl.getUniformLocation(program, 'table'), 0);
  gl.uniform1i(gl.getUniformLocation(program, 'rest'), 1);
  return true;
}

// Textures are 4096 wide; what does not fill the last row is padded.
function load(unit, numbers, inner, kind) {
  const rows = Math.max(1, Math.ceil(numbers.length / (4 * 4096)));
  const filled = new numbers.constructor(rows * 4 * 4096);
  filled.set(numbers);
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.texImage2D(gl.TEXTURE_2D, 0, inner, 4096, rows, 0, gl.RGBA, kind, filled);
}

function take(found) {
  head = found;
  const { count, table } = head;
  head.levels = new Uint8Array(count);
  for (let k = 0; k < count; k++) head.levels[k] = Math.round(LEVELS * table[WIDE * k + 3]);
  head.depths = new Float32Array(count);
  head.order = new Uint32Array(6 * count);   // two triangles a splat, corners 4 * splat + 0 to 3
  load(0, table, gl.RGBA32F, gl.FLOAT);
  if (head.rest) load(1, head.rest, gl.RGBA16F, gl.HALF_FLOAT);
  const at = (name) => gl.getUniformLocation(program, name), v = head.view;
  gl.uniformMatrix3fv(at('turnView'), true, [v[0], v[1], v[2], v[4], v[5], v[6], v[8], v[9], v[10]]);
  gl.uniform3f(at('shift'), v[3], v[7], v[11]);
  gl.uniform3fv(at('pivot'), head.pivot);
  gl.uniform1i(at('known'), head.harmonics);
  gl.uniform1f(at('near'), 0.02 * Math.hypot(...head.pivot));
  canvas.style.backgroundImage = head.plate ? `url(${head.plate})` : '';
}

// Farthest first, by counting: the same depths `VERTEX` works out, for each of a few turns of the neck.
function sort(yaw, pitch) {
  const { count, table, levels, depths, order, view: v, pivot } = head, rows = [];
  for (let level = 0; level <= LEVELS; level++) {
    const y = yaw * (1 - level / LEVELS), x = pitch * (1 - level / LEVELS);
    const [a, b, c] = [Math.sin(y), -Math.sin(x) * Math.cos(y), Math.cos(x) * Math.cos(y)];
    rows.push([a * v[0] + b * v[4] + c * v[8], a * v[1] + b * v[5] + c * v[9], a * v[2] + b * v[6] + c * v[10],
      a * (v[3] - pivot[0]) + b * (v[7] - pivot[1]) + c * (v[11] - pivot[2])]);
  }
  let least = Infinity, most = -Infinity;
  for (let k = 0, at = 0; k < count; k++, at += WIDE) {
    const row = rows[levels[k]], depth = row[0] * table[at] + row[1] * table[at + 1] + row[2] * table[at + 2] + row[3];
    depths[k] = depth;
    if (depth < least) least = depth;
    if (depth > most) most = depth;
  }
  const bins = 65536, scale = (bins - 1) / Math.max(most - least, 1e-12), starts = new Uint32Array(bins + 1);
  for (let k = 0; k < count; k++) starts[bins - ((depths[k] - least) * scale | 0)]++;
  for (let k = 1; k <= bins; k++) starts[k] += starts[k - 1];
  for (let k = count - 1; k >= 0; k--) {
    const at = 6 * --starts[bins - ((depths[k] - least) * scale | 0)], first = 4 * k;
    order[at] = first;
    order[at + 1] = order[at + 3] = first + 1;
    order[at + 2] = order[at + 4] = first + 2;
    order[at + 5] = first + 3;
  }
  return order;
}

function draw() {
  asked = 0;
  if (!head || !canvas.isConnected || !canvas.clientWidth) return;
  const began = performance.now(), fine = (moving ? sharp : 1) * Math.min(devicePixelRatio || 1, 2);
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(32, Math.round(side * fine)));
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const yaw = radians(turned.yaw), pitch = radians(turned.pitch);
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, sort(yaw, pitch), gl.DYNAMIC_DRAW);
  gl.viewport(0, 0, wide, high);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT);
  const at = (name) => gl.getUniformLocation(program, name);
  gl.uniform2f(at('angles'), yaw, pitch);
  gl.uniform1f(at('uncover'), Math.min(1, Math.hypot(turned.yaw, turned.pitch) / 10) ** 2);
  gl.uniform2f(at('size'), wide, high);
  gl.uniform1f(at('focal'), head.focal * Math.min(wide, high) * turned.near);
  gl.drawElements(gl.TRIANGLES, 6 * head.count, gl.UNSIGNED_INT, 0);
  // without a graphics card a smaller picture, while the head moves, keeps it at hand
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  const took = performance.now() - began;
  canvas.dataset.took = took.toFixed(1);
  canvas.dataset.angles = `${Math.round(turned.yaw)} ${Math.round(turned.pitch)}`;
  if (!moving) return;
  if (took > PATIENT && sharp > 0.35) sharp *= 0.8;
  else if (took < PATIENT / 4 && sharp < 1) sharp = Math.min(1, 1.1 * sharp);
}
const rested = () => { moving = 0; again(); };
const again = () => { asked ||= requestAnimationFrame(draw); };

function tell() {
  const told = canvas.parentElement?.querySelector('.turned');
  if (!told || !head) return;
  const side = Math.round(turned.yaw), up = Math.round(turned.pitch);
  const words = [side && `${Math.abs(side)}° ${side > 0 ? 'right' : 'left'}`, up && `${Math.abs(up)}° ${up > 0 ? 'up' : 'down'}`].filter(Boolean);
  const full = head.yaw && (Math.abs(turned.yaw) >= head.yaw || Math.abs(turned.pitch) >= head.pitch);
  told.textContent = words.length ? words.join(', ') + (full ? ': more was never filmed' : '') : 'Drag, or use the arrow keys';
}

function turn(yaw, pitch) {
  const most = head.yaw ?? Infinity, high = head.pitch ?? 89;
  turned.yaw = Math.max(-most, Math.min(most, yaw));
  turned.pitch = Math.max(-high, Math.min(high, pitch));
  if (head.yaw === null) turned.yaw = ((turned.yaw + 180) % 360 + 360) % 360 - 180;
  places.set(shown, { ...turned });
  clearTimeout(moving);
  moving = setTimeout(rested, 300);
  again();
  tell();
}
const closer = (by) => { if (!head.plate) { turned.near = Math.max(0.3, Math.min(8, turned.near * by)); again(); } };

let held = null;
canvas.addEventListener('pointerdown', (event) => {
  if (!head || event.button > 0) return;
  held = { x: event.clientX, y: event.clientY, yaw: turned.yaw, pitch: turned.pitch };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
  if (!held || !head) return;
  const degrees = (head.yaw ? 2.4 * head.yaw : 240) / Math.max(200, canvas.clientWidth);
  turn(held.yaw + degrees * (event.clientX - held.x), held.pitch - degrees * (event.clientY - held.y));
});
for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) canvas.addEventListener(end, () => { held = null; });
canvas.addEventListener('dblclick', () => { if (head) { turned.near = 1; turn(0, 0); } });
canvas.addEventListener('wheel', (event) => {
  if (!head || head.plate || document.activeElement !== canvas) return;
  event.preventDefault();
  closer(Math.exp(-event.deltaY / 500));
}, { passive: false });
canvas.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
  if (!head || event.ctrlKey || event.altKey || event.metaKey) return;
  if (step) turn(turned.yaw + step[0], turned.pitch + step[1]);
  else if (event.key === 'Home' || event.key === '0') { turned.near = 1; turn(0, 0); }
  else if (event.key === '+' || event.key === '=') closer(1.2);
  else if (event.key === '-') closer(1 / 1.2);
  else return;
  event.preventDefault();
});
canvas.addEventListener('webglcontextlost', (event) => { event.preventDefault(); head = gl = null; });
canvas.addEventListener('webglcontextrestored', () => { shown = ''; show(); });
new ResizeObserver(() => again()).observe(canvas);

let shown = '';
async function show() {
  const place = element.querySelector('.bust');
  if (!place) { shown = ''; return; }
  const url = place.dataset.splats;
  if (shown === url && head) { place.append(canvas); again(); tell(); return; }
  shown = url;
  head = null;
  try {
    if (!gl && !begin()) throw new Error('no WebGL');
    const found = await read(url);
    if (shown !== url || !place.isConnected) return;
    take(found);
  } catch (error) {
    console.warn('The head cannot be turned here:', error);
    if (place.isConnected) place.querySelector('.turned').textContent = 'This browser cannot turn it: it draws no 3D.';
    return;
  }
  Object.assign(turned, places.get(url) || { yaw: 0, pitch: 0, near: 1 });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${place.dataset.name}, to be turned: drag, or use the arrow keys`);
  canvas.className = head.plate ? 'framed' : '';
  place.append(canvas);
  place.classList.add('ready');
  again();
  tell();
}
watch('value', show);
show();
