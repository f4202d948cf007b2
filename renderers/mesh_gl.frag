#version 330 core
// One physically based material for the whole figure: vertex colours carry linear albedo and, as alpha, gloss.
// Directional light 0 is the key and casts shadows; point lights stand for fill and rim, far away in their direction;
// ambient_light is the sky, material.emissive_factor the light that the floor sends back.

struct DirectionalLight {
    vec3 color;
    float intensity;
    vec3 direction;
#ifdef DIRECTIONAL_LIGHT_SHADOWS
    sampler2D shadow_map;
    mat4 light_matrix;
#endif
};

struct PointLight {
    vec3 color;
    float intensity;
    float range;
    vec3 position;
};

struct Material {
    vec3 emissive_factor;
    float roughness_factor;
};

uniform Material material;
uniform DirectionalLight directional_lights[MAX_DIRECTIONAL_LIGHTS];
uniform int n_directional_lights;
uniform PointLight point_lights[MAX_POINT_LIGHTS];
uniform int n_point_lights;
uniform vec3 cam_pos;
uniform vec3 ambient_light;

in vec3 frag_position;
in vec3 frag_normal;
in vec4 color_multiplier;

out vec4 frag_color;

const float PI = 3.14159265;
const float SHOULDER = 0.76;
const float WRAP = 0.45;
const float SPREAD = 1.5;

// Sixteen points spread over a disc on a golden spiral, turned by a different angle for every pixel.
float open_to_key(vec3 n)
{
#ifdef DIRECTIONAL_LIGHT_SHADOWS
    mat4 to_map = directional_lights[0].light_matrix;
    vec2 texel = 1.0 / vec2(textureSize(directional_lights[0].shadow_map, 0));
    vec4 at = to_map * vec4(frag_position + 0.006 * n, 1.0);
    vec3 place = at.xyz / at.w * 0.5 + 0.5;
    float turn = 6.2832 * fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    float blocked = 0.0;
    float rise = 0.0;
    for (int i = 0; i < 16; i++) {
        float angle = turn + 2.3999632 * float(i);
        vec2 offset = 5.0 * texel * sqrt((float(i) + 0.5) / 16.0) * vec2(cos(angle), sin(angle));
        float gap = place.z - texture(directional_lights[0].shadow_map, place.xy + offset).r;
        if (gap > 0.0006) {
            blocked += 1.0;
            rise += gap;
        }
    }
    // what hangs far above blocks less of a large lamp
    float metres = 2.0 / length(vec3(to_map[0][2], to_map[1][2], to_map[2][2]));
    rise *= metres / max(blocked, 1.0);
    return 1.0 - blocked / (16.0 * (1.0 + SPREAD * rise));
#else
    return 1.0;
#endif
}

// Cook-Torrance reflection of a dielectric: GGX facets, Smith shadowing, Schlick's Fresnel term.
float mirrored(vec3 n, vec3 v, vec3 l, float roughness)
{
    vec3 h = normalize(l + v);
    float a2 = pow(roughness, 4.0);
    float nl = max(dot(n, l), 0.0);
    float nv = max(dot(n, v), 0.02);
    float nh = max(dot(n, h), 0.0);
    float spread = nh * nh * (a2 - 1.0) + 1.0;
    float facets = a2 / (PI * spread * spread);
    float k = (roughness + 1.0) * (roughness + 1.0) / 8.0;
    float masking = 1.0 / ((nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
    float fresnel = 0.04 + 0.96 * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return facets * masking * fresnel * nl / 4.0;
}

void main()
{
    vec3 n = normalize(frag_normal) * (gl_FrontFacing ? 1.0 : -1.0);
    vec3 v = normalize(cam_pos - frag_position);
    vec3 albedo = color_multiplier.rgb;
    float gloss = color_multiplier.a;
    float roughness = mix(material.roughness_factor, 0.14, gloss);

    vec3 key_towards = normalize(-directional_lights[0].direction);
    vec3 key = directional_lights[0].color * directional_lights[0].intensity;
    float facing = dot(n, key_towards);
    float open = facing > 0.0 ? open_to_key(n) : 0.0;
    float fade = clamp(facing * 4.0, 0.0, 1.0);
    float lit = 1.0 - fade * (1.0 - open);
    vec3 bleed = WRAP * albedo;
    vec3 color = albedo * key * max(vec3(facing) + bleed, 0.0) / (1.0 + bleed) * lit;
    color += key * PI * mirrored(n, v, key_towards, roughness) * lit * fade;

    float edge = 1.0 - max(dot(n, v), 0.0);
    for (int i = 0; i < n_point_lights; i++) {
        vec3 towards = normalize(point_lights[i].position);
        vec3 light = point_lights[i].color * point_lights[i].intensity;
        // a lamp behind the figure only grazes its outline
        float grazing = dot(towards, v) < 0.0 ? edge * edge : 1.0;
        float soft = dot(towards, v) < 0.0 ? max(dot(n, towards), 0.0) : pow(0.5 + 0.5 * dot(n, towards), 2.0);
        color += albedo * light * soft * grazing;
        color += light * PI * mirrored(n, v, towards, max(roughness, 0.2)) * grazing;
    }

    float up = 0.5 + 0.5 * n.y;
    float height = max(frag_position.y, 0.0) * 8.0;
    float sheltered = (0.8 + 0.2 * open) * (1.0 - 0.6 * (1.0 - up) / (1.0 + height * height));
    color += albedo * mix(material.emissive_factor, ambient_light, up) * sheltered;

    float over = max(max(color.r, max(color.g, color.b)), SHOULDER);
    float bent = 1.0 - (1.0 - SHOULDER) * (1.0 - SHOULDER) / (over + 1.0 - 2.0 * SHOULDER);
    float pale = 1.0 / (1.0 + 0.15 * (over - bent));
    color = min(color * pale * bent / over + bent * (1.0 - pale), 1.0);
    vec3 srgb = mix(1.055 * pow(color, vec3(1.0 / 2.4)) - 0.055, 12.92 * color, lessThan(color, vec3(0.0031308)));
    frag_color = vec4(srgb, 1.0);
}
