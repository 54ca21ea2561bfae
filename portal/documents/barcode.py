"""Code 128 (ISO/IEC 15417), set B: what scanners of the post read. Letters, figures and signs of ASCII."""

import base64

# Widths of bars and gaps of the 107 symbols, in modules.
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
_START_B, _STOP = 104, 106


def widths(text: str) -> str:
    """Bars and gaps in turn, beginning with a bar, each as its width in modules. Raises ValueError beyond ASCII."""
    values = [ord(char) - 32 for char in text]
    if not values or any(not 0 <= value < 95 for value in values):
        raise ValueError("Mã vạch chỉ có chữ cái, chữ số và dấu thường.")
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % 103
    return "".join(_WIDTHS[value] for value in (_START_B, *values, check, _STOP))


def svg_address(text: str) -> str:
    """The bars as a data: address of a picture, with the quiet ten modules on both sides."""
    at, path = 10, []
    for place, width in enumerate(widths(text)):
        if place % 2 == 0:
            path.append(f"M{at} 0h{width}v40h-{width}z")
        at += int(width)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + 10} 40" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{"".join(path)}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()
