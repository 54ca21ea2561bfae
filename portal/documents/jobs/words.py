"""The words that stand on the pages of a PDF."""


def of(path: str, pages: int) -> str:
    """Text of the first pages, at most 50,000 letters."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        texts = [pdf[number].get_textpage().get_text_bounded() for number in range(min(len(pdf), pages))]
    return "\n".join(texts)[:50_000]
