/**
 * Colour maps as tables of 256 colours: viridis and cividis as matplotlib publishes them (perceptually even, the second
 * also for people with colour-blindness), a diverging map centred on zero (orange below, blue above, as negative and
 * positive are everywhere here), and grey. Values are written straight into the bytes of an image.
 */

export type ColourMapName = 'viridis' | 'cividis' | 'diverging' | 'grey';

const viridisTable =
  '44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769' +
  '48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a' +
  '472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85' +
  '4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b' +
  '3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d' +
  '33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e' +
  '2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e' +
  '26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d' +
  '21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88' +
  '1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81' +
  '28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74' +
  '3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863' +
  '5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d' +
  '84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32' +
  'addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a' +
  'd8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725';

const cividisTable =
  '00224e00234f00245100255300255400265600275800285900285b00295d002a5f002a61002b62002c64002c66002d68' +
  '002e6a002e6c002f6d00306f0030700031700031710132710533710833700c34700f357012357014367016377018376f' +
  '1a386f1c396f1e3a6f203a6f213b6e233c6e243c6e263d6e273e6e293f6e2a3f6d2b406d2d416d2e416d2f426d31436d' +
  '32436d33446d34456c35456c36466c38476c39486c3a486c3b496c3c4a6c3d4a6c3e4b6c3f4c6c404c6c414d6c424e6c' +
  '434e6c444f6c45506c46516c47516c48526c49536c4a536c4b546c4c556c4d556c4e566c4f576c50576c51586d52596d' +
  '535a6d545a6d555b6d555c6d565c6d575d6d585e6d595e6e5a5f6e5b606e5c616e5d616e5e626e5e636f5f636f60646f' +
  '61656f62656f636670646770656870656870666970676a71686a71696b716a6c716b6d726c6d726c6e726d6f726e6f73' +
  '6f70737071737172747272747273747374757474757575757676767777767777777878777979777a7a787b7a787c7b78' +
  '7d7c787e7c787e7d787f7e78807f78817f788280798381798482798582798683798784788885788985788a86788b8778' +
  '8c88788d88788e89788f8a78908b78918b78928c78928d78938e78948e77958f779690779791779892779992779a9376' +
  '9b94769c95769d95769e96769f9775a09875a19975a29975a39a74a49b74a59c74a69c74a79d73a89e73a99f73aaa073' +
  'aba072aca172ada272aea371afa471b0a571b1a570b3a670b4a76fb5a86fb6a96fb7a96eb8aa6eb9ab6dbaac6dbbad6d' +
  'bcae6cbdae6cbeaf6bbfb06bc0b16ac1b26ac2b369c3b369c4b468c5b568c6b667c7b767c8b866c9b965cbb965ccba64' +
  'cdbb63cebc63cfbd62d0be62d1bf61d2c060d3c05fd4c15fd5c25ed6c35dd7c45cd9c55cdac65bdbc75adcc859ddc858' +
  'dec958dfca57e0cb56e1cc55e2cd54e4ce53e5cf52e6d051e7d150e8d24fe9d34eead34cebd44bedd54aeed649efd748' +
  'f0d846f1d945f2da44f3db42f5dc41f6dd3ff7de3ef8df3cf9e03afbe138fce236fde334fee434fee535fee636fee838';

/** Drawn where a value is NaN: a colour of no map. */
const nanColour = [214, 39, 178] as const;

/** [256 x 3] */
type Table = Uint8Array;

function fromHex(hex: string): Table {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}

/** Straight lines between colours at equal distances. */
function between(stops: readonly (readonly [number, number, number])[]): Table {
  const table = new Uint8Array(256 * 3);
  for (let entry = 0; entry < 256; entry += 1) {
    const at = (entry / 255) * (stops.length - 1);
    const low = stops[Math.floor(at)] ?? [0, 0, 0];
    const high = stops[Math.min(stops.length - 1, Math.floor(at) + 1)] ?? low;
    for (const channel of [0, 1, 2] as const) {
      table[3 * entry + channel] = Math.round(
        low[channel] + (at - Math.floor(at)) * (high[channel] - low[channel]),
      );
    }
  }
  return table;
}

const tables: Readonly<Record<ColourMapName, Table>> = {
  viridis: fromHex(viridisTable),
  cividis: fromHex(cividisTable),
  diverging: between([
    [127, 59, 8],
    [179, 88, 6],
    [224, 130, 20],
    [253, 184, 99],
    [247, 247, 247],
    [146, 197, 222],
    [67, 147, 195],
    [33, 102, 172],
    [5, 48, 97],
  ]),
  grey: between([
    [0, 0, 0],
    [255, 255, 255],
  ]),
};

/** The range drawn: a diverging map is centred on zero whatever it is asked for. */
export function drawnRange(
  map: ColourMapName,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  if (map !== 'diverging') return [low, high];
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return [-reach, reach];
}

/** Channels that are drawn as red, green and blue: neither one value a pixel nor the many channels of a layer. */
export const colourChannels = 3;

/** What the scale beside pictures of so many channels shows: in colour each channel runs from dark to bright by itself. */
export function shownScale(
  map: ColourMapName,
  range: readonly [number, number],
  channels = 1,
): { readonly map: ColourMapName; readonly range: readonly [number, number] } {
  return { map: channels === colourChannels ? 'grey' : map, range: drawnRange(map, range) };
}

/**
 * Where in the table a value falls, 0 to 255; values out of range take the end's colour. Where all values are one, that is
 * the middle, but the lowest colour for zero: units that are silent must not look half active.
 */
function entryOf(map: ColourMapName, value: number, low: number, high: number): number {
  if (high <= low) {
    if (value !== low) return value > high ? 255 : 0;
    return map === 'diverging' ? 128 : low === 0 ? 0 : 127;
  }
  return Math.min(255, Math.max(0, Math.round(((value - low) / (high - low)) * 255)));
}

/** Values of a picture; undefined where nothing stands, which leaves the page's own colour. */
export type Cells = ArrayLike<number | undefined>;

/** The colour of one value, 0 to 255 each. */
export function colourAt(
  map: ColourMapName,
  value: number,
  range: readonly [number, number],
): readonly [number, number, number] {
  if (Number.isNaN(value)) return nanColour;
  const [low, high] = drawnRange(map, range);
  const at = 3 * entryOf(map, value, low, high);
  const table = tables[map];
  return [table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0];
}

/**
 * Writes `values` as pixels, four bytes each, into `target`. With `channels` 3 each pixel has red, green and blue of its
 * own, scaled by the range, and the map is not used. Where nothing stands a pixel stays as it is.
 */
export function paint(
  target: Uint8ClampedArray,
  values: Cells,
  map: ColourMapName,
  range: readonly [number, number],
  channels = 1,
): void {
  const [low, high] = drawnRange(map, range);
  const table = tables[map];
  const pixels = Math.min(target.length / 4, Math.floor(values.length / channels));
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    if (values[pixel * channels] === undefined) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[pixel * channels + (channels === colourChannels ? channel : 0)] ?? Number.NaN;
      const entry = entryOf(map, value, low, high);
      target[4 * pixel + channel] = Number.isNaN(value)
        ? (nanColour[channel] ?? 0)
        : channels === colourChannels
          ? entry
          : (table[3 * entry + channel] ?? 0);
    }
    target[4 * pixel + 3] = 255;
  }
}

/** Lowest and highest of the finite values, [0, 1] where there are none. */
export function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
