// The page around this one: it hears the time, and may take the controls.

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
