"""How colours look: contrast, lightness, and what colour-blind eyes see of them."""

from __future__ import annotations

__all__ = ["EYES", "contrast", "distance", "lightness", "seen"]

# Viénot, Brettel and Mollon 1999: what protanopes and deuteranopes see, in linear RGB; the identity is ordinary vision.
EYES = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def lightness(colour: str) -> float:
    """CIE L* of the grey that a colour becomes, 0 to 100."""
    return lab([luminance(colour)] * 3)[0]


def channels(colour: str) -> list[float]:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, eye: str) -> list[float]:
    values = channels(colour)
    return [max(0.0, sum(part * value for part, value in zip(row, values, strict=True))) for row in EYES[eye]]


def distance(first: list[float], second: list[float]) -> float:
    """CIE 1976 distance in L*a*b*."""
    return sum((a - b) ** 2 for a, b in zip(lab(first), lab(second), strict=True)) ** 0.5


def lab(rgb: list[float]) -> tuple[float, float, float]:
    red, green, blue = rgb
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
