// The sound, kept on the clock by viser-audio.

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
