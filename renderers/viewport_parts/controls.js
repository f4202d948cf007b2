// The bar with the controls, and the keys.

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
