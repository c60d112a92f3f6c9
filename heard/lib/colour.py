"""Colours as people see them: OKLCH and back, and the contrast of two of them.

OKLab after Björn Ottosson (https://bottosson.github.io/posts/oklab/), contrast after WCAG 2.2, 1.4.3.
"""

import math
import re

_HEX = re.compile(r"#[0-9a-f]{6}")
Rgb = tuple[float, float, float]


def spelled(written: str) -> str | None:
    """`#rrggbb` in small letters of what people write (`#ABC`, `00ff00`); None if it is no colour."""
    word = written.strip().lower().removeprefix("#")
    if len(word) == 3:
        word = "".join(letter * 2 for letter in word)
    return f"#{word}" if _HEX.fullmatch(f"#{word}") else None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklch(colour: str) -> tuple[float, float, float]:
    """Lightness from 0 to 1, chroma, hue in degrees."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour as `#rrggbb`; one that no screen shows loses chroma until one does."""
    while chroma > 0.001:
        linear = _from_oklch(lightness, chroma, hue)
        if all(-0.0005 <= part <= 1.0005 for part in linear):
            return _hex(linear)
        chroma *= 0.97
    return _hex(_from_oklch(lightness, 0, hue))


def darkened_until(colour: str, ground: str, ratio: float) -> str:
    """The colour nearest to `colour`, of its hue and darker, that reaches `ratio` on a light `ground`."""
    lightness, chroma, hue = oklch(colour)
    found = colour
    while contrast(found, ground) < ratio and lightness > 0:
        lightness -= 0.004
        found = from_oklch(lightness, chroma, hue)
    return found


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(colour: str) -> Rgb:
    red, green, blue = (_lit(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lit(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _hex(linear: Rgb) -> str:
    return "#" + "".join(f"{round(_shown(min(max(part, 0), 1)) * 255):02x}" for part in linear)


def _shown(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
