// viser's skinned mesh, found in its scene and dressed: colours, gloss and the lamp that casts its shadow.

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
