"""QR codes from tables made once for each size: what is fixed, where the bits go, the check bytes' remainders.

ISO/IEC 18004 in byte mode with correction M. The mask is always the same one: readers find out which, and trying
all eight costs ten times the rest.
"""

from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

MASK = 0
_LARGEST = 40
_PADS = (0xEC, 0x11)


@dataclass(frozen=True, slots=True)
class Size:
    """Everything that all codes of one version share."""

    side: int
    blank: bytes  # a byte for each module: fixed patterns, and the mask where data will be
    order: tuple[int, ...]  # the module of each bit
    blocks: tuple[tuple[int, int], ...]  # (bytes of data, bytes of correction)
    capacity: int  # bytes of data in all blocks
    count_bits: int  # of the length in the header


def modules(content: bytes) -> tuple[int, bytes]:
    """(modules of a side, one byte for each: 1 is dark), without border. Raises ValueError when it is too long."""
    size = _smallest(len(content))
    cells = bytearray(size.blank)
    told = int.from_bytes(_with_checks(size, content), "big")
    width = 8 * sum(data + checks for data, checks in size.blocks)
    for place, bit in zip(size.order, f"{told:0{width}b}", strict=False):
        if bit == "1":
            cells[place] ^= 1
    return size.side, bytes(cells)


def _smallest(length: int) -> Size:
    for version in range(1, _LARGEST + 1):
        size = _size(version)
        if 4 + size.count_bits + 8 * length <= 8 * size.capacity:
            return size
    raise ValueError("Nội dung mã QR quá dài.")


def _with_checks(size: Size, content: bytes) -> bytes:
    """Header, content and filling, cut into blocks, each with its correction, woven together."""
    bits = 4 + size.count_bits + 8 * len(content)
    room = 8 * size.capacity
    number = (0b0100 << size.count_bits | len(content)) << 8 * len(content) | int.from_bytes(content, "big")
    number <<= min(4, room - bits)
    bits += min(4, room - bits)
    number <<= -bits % 8
    data = number.to_bytes((bits + 7) // 8, "big")
    data += bytes(_PADS[n % 2] for n in range(size.capacity - len(data)))
    blocks, checks, at = [], [], 0
    for length, correction in size.blocks:
        block = data[at : at + length]
        blocks.append(block)
        checks.append(_remainder(block, correction))
        at += length
    return _woven(blocks) + _woven(checks)


def _woven(blocks: list[bytes]) -> bytes:
    return bytes(byte for column in zip_longest(*blocks) for byte in column if byte is not None)


def _remainder(block: bytes, length: int) -> bytes:
    """Of the block times x^length by the generator, in GF(256)."""
    table, shift, keep = _multiples(length), 8 * (length - 1), (1 << 8 * length) - 1
    found = 0
    for byte in block:
        found = (found << 8 & keep) ^ table[found >> shift ^ byte]
    return found.to_bytes(length, "big")


@cache
def _multiples(length: int) -> tuple[int, ...]:
    """The generator's lower terms times each byte, as one number each."""
    power, root = [1], 1
    for _ in range(length):  # (x - 1)(x - 2)(x - 4)…
        power = [a ^ _product(b, root) for a, b in zip([*power, 0], [0, *power], strict=True)]
        root = _product(root, 2)
    return tuple(
        int.from_bytes(bytes(_product(term, byte) for term in power[1:]), "big") for byte in range(256)
    )


def _product(a: int, b: int) -> int:
    found = 0
    while b:
        if b & 1:
            found ^= a
        a, b = a << 1, b >> 1
        if a & 0x100:
            a ^= 0x11D
    return found


@cache
def _size(version: int) -> Size:
    import qrcode  # brings Pillow along: read only where a code is drawn
    from qrcode.base import rs_blocks
    from qrcode.constants import ERROR_CORRECT_M

    class Blank(qrcode.QRCode):
        free: list[list[bool]]

        def map_data(self, data: list[int], mask_pattern: int) -> None:
            self.free = [[cell is None for cell in row] for row in self.modules]
            super().map_data(data, mask_pattern)

    blocks = [
        (block.data_count, block.total_count - block.data_count)
        for block in rs_blocks(version, ERROR_CORRECT_M)
    ]
    code = Blank(version=version, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.data_cache = [0] * sum(sum(block) for block in blocks)
    code.makeImpl(False, MASK)
    return Size(
        side=len(code.modules),
        blank=bytes(int(bool(cell)) for row in code.modules for cell in row),
        order=tuple(_places(code.free)),
        blocks=tuple(blocks),
        capacity=sum(data for data, _ in blocks),
        count_bits=8 if version < 10 else 16,
    )


def _places(free: list[list[bool]]) -> list[int]:
    """The free modules in the order of the bits: two columns wide, up and down, from the right."""
    side = len(free)
    found, up = [], True
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(side - 1, -1, -1) if up else range(side):
            found += [row * side + column for column in (right, right - 1) if free[row][column]]
        up = not up
    return found
