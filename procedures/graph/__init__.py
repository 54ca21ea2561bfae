"""The picture of a step graph: laid out here, drawn by components/graph.html as SVG, told again as a list."""

from procedures.graph.picture import Box, Line, Picture, draw
from procedures.graph.plain import public_picture, version_picture
from procedures.graph.words import agency_words, rows_of, share_words

__all__ = [
    "Box",
    "Line",
    "Picture",
    "agency_words",
    "draw",
    "public_picture",
    "rows_of",
    "share_words",
    "version_picture",
]
