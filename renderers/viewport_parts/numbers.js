// The reader of viewport_pack.py.

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
