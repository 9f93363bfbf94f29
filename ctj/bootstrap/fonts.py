"""Chooses the fonts and writes their style sheet.

Screens show Latin letters with Vietnamese accents, Thai, Khmer, Lao and Burmese; a fresh machine
has no fonts for most of them. A browser loads a file only where a page uses its letters.
"""

import re
from pathlib import Path

WEIGHTS = (400, 600, 700)
# The npm package and the subsets that are taken from it.
FAMILIES = (
    ("noto-sans", ("latin", "latin-ext", "vietnamese")),
    ("noto-sans-thai", ("thai",)),
    ("noto-sans-khmer", ("khmer",)),
    ("noto-sans-lao", ("lao",)),
    ("noto-sans-myanmar", ("myanmar",)),
)
FOLDER = "fonts"
_FACE = re.compile(r"/\* (?P<name>[\w-]+) \*/\s*@font-face \{(?P<body>[^}]*)\}")
_PROPERTY = re.compile(r"(font-family|font-style|font-weight|unicode-range):\s*([^;]+);")


def files(packages: Path) -> list[tuple[Path, str]]:
    """Each font file and each licence, with the name that it gets."""
    wanted: list[tuple[Path, str]] = []
    for family, subsets in FAMILIES:
        package = packages / "@fontsource" / family
        wanted.append((package / "LICENSE", f"licences/{family}.txt"))
        for name in _names(family, subsets):
            wanted.append((package / "files" / f"{name}.woff2", f"{FOLDER}/{name}.woff2"))
    return wanted


def style_sheet(packages: Path) -> str:
    """The `@font-face` rules of those files, with the letters that each one covers."""
    rules: list[str] = []
    for family, subsets in FAMILIES:
        for weight in WEIGHTS:
            source = (packages / "@fontsource" / family / f"{weight}.css").read_text()
            names = set(_names(family, subsets))
            faces = _FACE.finditer(source)
            rules += [_rule(face["name"], face["body"]) for face in faces if face["name"] in names]
    return "\n".join(rules)


def _names(family: str, subsets: tuple[str, ...]) -> list[str]:
    return [f"{family}-{subset}-{weight}-normal" for subset in subsets for weight in WEIGHTS]


def _rule(name: str, body: str) -> str:
    kept = "".join(f"  {key}: {value};\n" for key, value in _PROPERTY.findall(body))
    source = f'  src: url("{FOLDER}/{name}.woff2") format("woff2");\n'
    return f"@font-face {{\n{kept}  font-display: swap;\n{source}}}\n"
