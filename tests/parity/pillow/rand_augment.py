"""Writes rand_augment.json beside this file: Pillow's result of each operation of RandAugment on one image.

    python rand_augment.py      (needs Pillow and NumPy)
"""
import json
import pathlib

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

H, W = 16, 18  # enough pixels for equalize to do something
k = np.arange(H * W * 3)
# A pattern whose levels neither start at 0 nor end at 255, so that autocontrast has something to do.
pixels = (20 + (k * k * 7 + k * 31) % 211).astype(np.uint8).reshape(H, W, 3)
image = Image.fromarray(pixels)
grey = dict(resample=Image.BILINEAR, fillcolor=(128, 128, 128))


def affine(*coefficients):
    return image.transform(image.size, Image.AFFINE, coefficients, **grey)


results = {
    "autoContrast": [ImageOps.autocontrast(image)],
    "equalize": [ImageOps.equalize(image)],
    "invert": [ImageOps.invert(image)],
    "posterize": [ImageOps.posterize(image, 3), 3],
    "solarize": [ImageOps.solarize(image, 100), 100],
    "solarizeAdd": [image.point([min(255, i + 66) if i < 128 else i for i in range(256)] * 3), 66],
    "color": [ImageEnhance.Color(image).enhance(0.46), 0.46],
    "contrast": [ImageEnhance.Contrast(image).enhance(1.54), 1.54],
    "brightness": [ImageEnhance.Brightness(image).enhance(0.46), 0.46],
    "sharpness": [ImageEnhance.Sharpness(image).enhance(1.81), 1.81],
    "rotate": [image.rotate(18, **grey), 18],
    "shearX": [affine(1, 0.18, 0, 0, 1, 0), 0.18],
    "shearY": [affine(1, 0, 0, -0.18, 1, 0), -0.18],
    "translateX": [affine(1, 0, 0.27 * W, 0, 1, 0), 0.27],
    "translateY": [affine(1, 0, 0, 0, 1, -0.27 * H), -0.27],
}
document = {
    "made_with": f"Pillow {PIL.__version__}",
    "shape": [H, W, 3],
    "image": pixels.flatten().tolist(),
    "cases": [
        {"operation": name, "amount": rest[0] if rest else None, "output": np.asarray(out).flatten().tolist()}
        for name, (out, *rest) in results.items()
    ],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
