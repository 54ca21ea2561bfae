"""The web font: Source Sans 3 cut to the letters that Vietnam writes with. It needs fontTools: run it in the venv."""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
VIETNAMESE = [0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x300, 0x30A), 0x31B, 0x323, *range(0x1EA0, 0x1EFA), 0x20AB]
HIGHLAND = [ord(letter) for letter in "ƀɃŭŬĭĬŏŎĕĔčČñÑ"]
SIGNS = [*range(0x2010, 0x2027), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122]
SIGNS += [0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265, 0x00D7, 0x2713]
MUST_HAVE = "ẮẰẲẴẶắằẳẵặẤẦẨẪẬấầẩẫậĐđẾỀỂỄỆếềểễệỐỒỔỖỘốồổỗộỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữựỲỶỸỴỳỷỹỵ₫ƀŭĭŏĕčñ"
STYLE = """@font-face {
  font-family: "Source Sans 3";
  src: url("source-sans-3.woff2") format("woff2");
  font-weight: 200 900;
  font-display: swap;
}
@font-face {
  font-family: "Source Sans 3 fallback";
  src: local("Arial"), local("Liberation Sans"), local("Arimo");
  size-adjust: 92.2%;
  ascent-override: 111%;
  descent-override: 43.4%;
  line-gap-override: 0%;
}
"""


def cut(source: Path, target: Path) -> None:
    """Write `target` as woff2. Raises SystemExit when a letter of Vietnamese is missing in the source."""
    font = TTFont(source)
    lacking = [letter for letter in MUST_HAVE if ord(letter) not in font.getBestCmap()]
    if lacking:
        raise SystemExit(f"{source.name} has no {' '.join(lacking)}")
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[*LATIN, *VIETNAMESE, *HIGHLAND, *SIGNS])
    cutter.subset(font)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


if __name__ == "__main__":
    import fontpkg_source_sans_3

    files = Path(fontpkg_source_sans_3.__file__).parent
    folder = Path(sys.argv[1])
    cut(files / "files" / "SourceSans3[wght].ttf", folder / "source-sans-3.woff2")
    (folder / "fonts.css").write_text(STYLE)
    (folder / "source-sans-3-licence.txt").write_bytes((files / "LICENSE").read_bytes())
