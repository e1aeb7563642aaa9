/**
 * Ink to light, as Pillow and Keras have it: each of red, green and blue is what cyan, magenta or yellow leave, darkened
 * by black. Real inks are duller; that would ask for the printer's profile.
 * @param samples [..., 4], 255 is full ink.
 */
export function cmykToRgb(samples: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((samples.length / 4) * 3);
  for (let from = 0, to = 0; from < samples.length; from += 4, to += 3) {
    const light = 255 - samples[from + 3];
    for (let channel = 0; channel < 3; channel++) {
      pixels[to + channel] = light - Math.round((samples[from + channel] * light) / 255);
    }
  }
  return pixels;
}

/** The white of print, D50: what L* 100 stands for in files. */
const WHITE = [0.96422, 1, 0.82521];
/** From CIE XYZ under D50 to linear sRGB, adapted to D65 by Bradford's matrix (Lindbloom). */
const TO_LINEAR = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

/** CIE L*a*b* (D50) to sRGB; colours beyond its gamut are clipped. @param samples [..., 3]: L* 0 to 100, a*, b*. */
export function labToRgb(samples: Float32Array): Uint8Array {
  const pixels = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 3) {
    const y = (samples[at] + 16) / 116;
    const xyz = [y + samples[at + 1] / 500, y, y - samples[at + 2] / 200].map((f, i) => WHITE[i] * uncompressed(f));
    TO_LINEAR.forEach((row, channel) => {
      const linear = row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2];
      pixels[at + channel] = Math.round(255 * companded(Math.min(1, Math.max(0, linear))));
    });
  }
  return pixels;
}

/** CIE's cube root, inverted, with its straight piece near black. */
const uncompressed = (f: number): number => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));

/** Linear light to sRGB's own scale. */
const companded = (linear: number): number =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
