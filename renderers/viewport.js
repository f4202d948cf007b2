// The page's own program. viser has put a skinned figure in a three.js scene; this moves its skeleton and face, keeps
// time, and draws the controls. Units: metres, seconds, radians; y is up; quaternions here are x, y, z, w.
"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("marionette-facts").textContent);
  const fps = facts.fps[0] / facts.fps[1];
  const duration = facts.frames / fps;
  const poseRate = fps / facts.every;
  // The address may end in '#guided-face': then the page around this one has the controls, keeps the time and the sound.
  const guided = window.parent !== window && /^#guided(?:-(.+))?$/.exec(location.hash);

  // ---- time ------------------------------------------------------------------------------------------------------
  const clock = { playing: false, rate: 1, base: 0, since: 0 };
  const now = () => performance.now() / 1000;
  const wrap = (time) => ((time % duration) + duration) % duration;
  const time = () => (clock.playing ? wrap(clock.base + (now() - clock.since) * clock.rate) : clock.base);
  const setTime = (value) => { clock.base = value; clock.since = now(); };
  function seek(value) {
    setTime(Math.min(Math.max(value, 0), duration - 1e-6));
    changed();
  }
  function play() { setTime(time()); clock.playing = true; changed(); }
  function pause() { setTime(time()); clock.playing = false; changed(); }
  function setRate(rate) { setTime(time()); clock.rate = rate; changed(); }
  // A step lands in the middle of a frame, so that rounding never shows its neighbour.
  function step(frames) {
    pause();
    const frame = Math.min(Math.max(Math.floor(time() * fps + 1e-6) + frames, 0), facts.frames - 1);
    seek((frame + 1e-3) / fps);
  }
  function changed() {
    sound?.sync();
    tell(true);
    wake();
  }

  // ---- numbers (the reader of viewport_pack.py) --------------------------------------------------------------------
  async function unpack(id, directory) {
    const text = document.getElementById(id).textContent;
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const raw = new Uint8Array(await new Response(stream).arrayBuffer());
    const arrays = {};
    for (const [name, { at, width, shape, step }] of Object.entries(directory)) {
      const count = shape.reduce((a, b) => a * b, 1);
      const run = shape[shape.length - 1];
      const values = new Float32Array(count);
      for (let start = 0; start < count; start += run) {
        for (let i = start, sum = 0; i < start + run; i++) {
          let change = 0;
          for (let b = 0; b < width; b++) change |= raw[at + b * count + i] << (8 * b);
          sum += (change << (32 - 8 * width)) >> (32 - 8 * width);
          values[i] = sum * step;
        }
      }
      arrays[name] = values;
    }
    return arrays;
  }

  // ---- the figure ------------------------------------------------------------------------------------------------
  let motion, body, figure, viser;

  function findFigure() {
    viser = window.__viserMutable;
    const node = viser?.nodeRefFromName?.[facts.node];
    if (!node || !viser.camera || !viser.cameraControl) return null;
    let found = null;
    node.traverse((child) => { if (child.isSkinnedMesh && !found) found = child; });
    return found?.skeleton?.bones?.[0]?.parent && lampOf(viser.scene) ? found : null;
  }

  function dress(mesh) {
    const geometry = mesh.geometry;
    const Attribute = geometry.attributes.position.constructor;
    const count = geometry.attributes.position.count;
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const paint = new Float32Array(count * 4);
    for (let v = 0; v < count; v++) {
      for (let c = 0; c < 3; c++) paint[4 * v + c] = linear(body.colors[c * count + v]);
      paint[4 * v + 3] = body.gloss[v];
    }
    geometry.setAttribute("color", new Attribute(paint, 4));
    // viser makes the material; its colours come from the vertices, and their alpha says how wet a place looks.
    const material = mesh.material;
    material.vertexColors = true;
    material.color.set(0xffffff);
    material.metalness = 0;
    material.onBeforeCompile = (shader) => {
      shader.fragmentShader = shader.fragmentShader
        .replace("#include <color_fragment>", "diffuseColor.rgb *= vColor.rgb;")
        .replace("#include <roughnessmap_fragment>", "float roughnessFactor = mix(0.86, 0.22, vColor.a);");
    };
    material.customProgramCacheKey = () => "marionette";
    material.needsUpdate = true;
    mesh.castShadow = true;
    mesh.receiveShadow = false;
    mesh.onAfterRender = (renderer) => {    // the one way to viser's renderer
      mesh.onAfterRender = () => {};
      pace(renderer);
    };
    figure = { mesh, bones: mesh.skeleton.bones, face: faceOf(geometry), sun: shade(viser.scene) };
  }

  // A lamp that lights nothing and casts the figure's shadow. viser's own would draw the figure three times for it.
  const REACH = 1.5;
  function shade(scene) {
    const sun = new (lampOf(scene).constructor)(0xffffff, 0);
    sun.castShadow = true;
    sun.shadow.mapSize.set(512, 512);
    sun.shadow.bias = -1e-4;
    Object.assign(sun.shadow.camera, { left: -REACH, right: REACH, top: REACH, bottom: -REACH, near: 0.5, far: 8 });
    sun.shadow.camera.updateProjectionMatrix();
    scene.add(sun, sun.target);
    return sun;
  }
  function lampOf(scene) {
    let lamp = null;
    scene?.traverse((one) => { if (one.isDirectionalLight) lamp ??= one; });
    return lamp;
  }

  // The face moves on the processor: its few thousand vertices and their normals, when a weight changed.
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

  // ---- poses -----------------------------------------------------------------------------------------------------
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

  // ---- camera ----------------------------------------------------------------------------------------------------
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

  // ---- sound -----------------------------------------------------------------------------------------------------
  let sound = null;
  async function loadSound() {
    const text = document.getElementById("marionette-sound").textContent;
    if (!text) return;
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
    const channels = decoded.numberOfChannels;
    const samples = new Float32Array(decoded.length * channels);
    for (let c = 0; c < channels; c++) {
      const line = decoded.getChannelData(c);
      for (let i = 0; i < line.length; i++) samples[i * channels + c] = line[i];
    }
    const engine = window.__VISER_AUDIO__.engine;
    let on = false;
    engine.setTransport(() => ({ position: time(), playing: on && clock.playing, rate: clock.rate }));
    engine.handle({ type: "AudioAddMessage", name: "/sound", sample_rate: decoded.sampleRate, num_channels: channels,
      samples, volume: 1, loop: false, positional: false, playback_rate: 1, start_time: 0 });
    sound = {
      get on() { return on; },
      set(value) { on = value; changed(); },
      sync: () => engine.sync(),
      debug: () => engine.debug()[0],
    };
    controls.sound.hidden = false;
  }

  // ---- controls --------------------------------------------------------------------------------------------------
  const ICONS = {
    play: "M7 4.5v15l13-7.5z", pause: "M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z",
    loud: "M3 9v6h4l5 4.5v-15L7 9zM15 8.2v7.6a4.2 4.2 0 0 0 0-7.6zM15 4v2.2a6.2 6.2 0 0 1 0 11.6V20a8.3 8.3 0 0 0 0-16z",
    quiet: "M3 9v6h4l5 4.5v-15L7 9zM21.5 9.4 20.1 8 17.5 10.6 14.9 8l-1.4 1.4L16.1 12l-2.6 2.6 1.4 1.4 2.6-2.6 2.6 2.6 1.4-1.4-2.6-2.6z",
    follow: "M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7zm0 9.6A2.6 2.6 0 1 1 12 6.4a2.6 2.6 0 0 1 0 5.2z",
  };
  const icon = (name) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  const controls = {};
  function draw() {
    const title = document.createElement("div");
    title.id = "stage-title";
    title.textContent = facts.title;
    const bar = document.createElement("div");
    bar.id = "stage-bar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Playback");
    bar.innerHTML = `
      <button id="stage-play" title="Play or pause (space)"></button>
      <span id="stage-time"></span>
      <input id="stage-scrub" type="range" min="0" max="${duration}" step="any" value="0" aria-label="Time in seconds">
      <button id="stage-sound" title="Sound (M)" aria-label="Sound" aria-pressed="false" hidden>${icon("quiet")}</button>
      <button id="stage-follow" title="Keep the figure in view (F)" aria-label="Keep the figure in view"
        aria-pressed="true">${icon("follow")}</button>
      <select id="stage-speed" title="Speed" aria-label="Speed">
        ${[0.25, 0.5, 1, 1.5, 2].map((r) => `<option value="${r}"${r === 1 ? " selected" : ""}>${r}×</option>`).join("")}
      </select>
      <select id="stage-view" title="Camera" aria-label="Camera">
        ${Object.keys(VIEWS).map((v) => `<option>${v}</option>`).join("")}
      </select>`;
    document.body.append(title, bar);
    for (const name of ["play", "time", "scrub", "sound", "follow", "speed", "view"]) {
      controls[name] = document.getElementById(`stage-${name}`);
    }
    controls.play.onclick = () => (clock.playing ? pause() : play());
    controls.scrub.oninput = () => { pause(); seek(Number(controls.scrub.value)); };
    controls.sound.onclick = () => sound?.set(!sound.on);
    controls.follow.onclick = () => { follow.on = !follow.on; follow.last = [...root]; wake(); };
    controls.speed.onchange = () => setRate(Number(controls.speed.value));
    controls.view.onchange = () => look(controls.view.value);
    window.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
      if (guided) {
        if (event.key === " ") event.preventDefault();
        window.parent.postMessage({ type: "marionette", key: event.key }, home);
        return;
      }
      const far = event.shiftKey ? 10 : 1;
      const keys = { " ": controls.play.onclick, ArrowLeft: () => step(-far), ArrowRight: () => step(far),
        Home: () => seek(0), End: () => seek(duration), m: controls.sound.onclick, f: controls.follow.onclick };
      const act = keys[event.key] ?? keys[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    });
    refresh();
  }
  const clockText = (s) => `${Math.floor(s / 60)}:${(s % 60).toFixed(2).padStart(5, "0")}`;
  function refresh() {
    const t = time();
    const show = (element, key, html) => { if (element.dataset.shown !== key) { element.dataset.shown = key; element.innerHTML = html; } };
    show(controls.play, clock.playing ? "pause" : "play", icon(clock.playing ? "pause" : "play"));
    controls.play.setAttribute("aria-label", clock.playing ? "Pause" : "Play");
    controls.time.innerHTML = `${clockText(t)} <small>/ ${clockText(duration)}</small>`;
    controls.scrub.value = t;
    controls.scrub.setAttribute("aria-valuetext", `${t.toFixed(2)} seconds`);
    show(controls.sound, sound?.on ? "loud" : "quiet", icon(sound?.on ? "loud" : "quiet"));
    controls.sound.setAttribute("aria-pressed", String(Boolean(sound?.on)));
    controls.follow.setAttribute("aria-pressed", String(follow.on));
  }

  // ---- the page around this one ----------------------------------------------------------------------------------
  let told = 0;
  // In a sandbox the page has no origin of its own; where it was served from still says whom to listen to.
  const home = window.parent !== window && location.origin !== "null" ? location.origin : null;
  function tell(atOnce) {
    if (!home || (!atOnce && now() - told < 1 / 15)) return;
    told = now();
    window.parent.postMessage({ type: "marionette", time: time(), playing: clock.playing, duration, frames: facts.frames }, home);
  }
  window.addEventListener("message", ({ data, origin, source }) => {
    if (source !== window.parent || origin !== home || data?.type !== "marionette") return;
    if (data.action === "seek" && Number.isFinite(data.time)) seek(data.time + onTheWay(data.at));
    if (data.action === "rate" && data.rate > 0) setRate(data.rate);
    if (data.action === "play") play();
    if (data.action === "pause") pause();
    if (data.action === "look" && figure && Object.hasOwn(VIEWS, data.view)) look(data.view);
    if (data.action === "theme") setTheme(data.theme);
    if (data.action === "give way") giveWay();
  });

  // How far the time went on while a message was under way; `sent` is the sender's clock, milliseconds since 1970.
  function onTheWay(sent) {
    if (!clock.playing || !Number.isFinite(sent)) return 0;
    return Math.min(Math.max((performance.timeOrigin + performance.now() - sent) / 1000, 0), 1) * clock.rate;
  }

  function setTheme(theme) {
    const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.look = dark ? "dark" : "light";
  }

  // ---- running ---------------------------------------------------------------------------------------------------
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
    joints: () => pose(time()), face: () => Array.from(figure.face.weights) };
})();
