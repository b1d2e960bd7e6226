/** Pointwise operations on the levels of each channel. */
import { histogram, type Image, lookUp, lookUpAll } from "./image.ts";

/** Inverts all levels. */
export const invert = (image: Image): Image => lookUpAll(image, (level) => 255 - level);

/** Inverts levels at or above a threshold. */
export const solarize = (image: Image, threshold: number): Image =>
  lookUpAll(image, (level) => level < threshold ? level : 255 - level);

/** Adds an amount to levels below 128. */
export const solarizeAdd = (image: Image, amount: number): Image =>
  lookUpAll(image, (level) => level < 128 ? level + amount : level);

/** Keeps the given number of upper bits. */
export const posterize = (image: Image, bits: number): Image => {
  const mask = (0xff00 >> bits) & 0xff;
  return lookUpAll(image, (level) => level & mask);
};

/** Stretches the levels of each channel to 0 … 255. */
export function autoContrast(image: Image): Image {
  const tables = [0, 1, 2].map((channel) => {
    const counts = histogram(image, channel);
    const lowest = counts.findIndex((count) => count > 0),
      highest = counts.findLastIndex((count) => count > 0);
    return Uint8Array.from({ length: 256 }, (_, level) => {
      if (highest <= lowest) return level;
      const scale = 255 / (highest - lowest);
      return Math.min(Math.max(Math.trunc(level * scale - lowest * scale), 0), 255);
    });
  });
  return lookUp(image, tables as [Uint8Array, Uint8Array, Uint8Array]);
}

/** Equalises the histogram of each channel. */
export function equalize(image: Image): Image {
  const tables = [0, 1, 2].map((channel) => {
    const counts = histogram(image, channel), present = counts.filter((count) => count > 0);
    const total = present.reduce((a, b) => a + b, 0);
    const step = Math.floor((total - (present.at(-1) ?? 0)) / 255);
    let sum = Math.floor(step / 2);
    return Uint8Array.from({ length: 256 }, (_, level) => {
      if (present.length <= 1 || step === 0) return level;
      const value = Math.floor(sum / step);
      sum += counts[level]!;
      return Math.min(value, 255);
    });
  });
  return lookUp(image, tables as [Uint8Array, Uint8Array, Uint8Array]);
}
