/** CIEDE2000: how different two colours look, about 1 being just noticed. Sharma, Wu and Dalal, 2005. */

export type Lab = readonly [lightness: number, a: number, b: number];

const degrees = Math.PI / 180;

/** Of an angle in degrees, 0 to 360. */
const turned = (angle: number): number => ((angle % 360) + 360) % 360;
const far = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

export function colourDifference(first: Lab, second: Lab): number {
  const [l1, a1, b1] = first;
  const [l2, a2, b2] = second;
  const stretch = 1.5 - 0.5 * far((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [c1, c2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const [h1, h2] = [
    turned(Math.atan2(b1, stretch * a1) / degrees),
    turned(Math.atan2(b2, stretch * a2) / degrees),
  ];
  const isGrey = c1 * c2 === 0;
  const turn = turned(h2 - h1 + 180) - 180;
  const hueDifference = isGrey ? 0 : 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * degrees);
  const hue = isGrey ? h1 + h2 : turned(h1 + turn / 2);
  const [lightness, chroma] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const cosine = (times: number, shift: number): number => Math.cos((times * hue + shift) * degrees);
  const t = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6) - 0.2 * cosine(4, -63);
  const sl = 1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2);
  const sc = 1 + 0.045 * chroma;
  const sh = 1 + 0.015 * chroma * t;
  const blue = 30 * Math.exp(-(((hue - 275) / 25) ** 2));
  const rotation = -2 * far(chroma) * Math.sin(2 * blue * degrees);
  const [dl, dc, dh] = [(l2 - l1) / sl, (c2 - c1) / sc, hueDifference / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}
