"""The columns of the queue that an officer may show or leave out (they are saved with the view)."""

COLUMNS: dict[str, tuple[str, str, str]] = {
    "nguoi": ("Người nộp", "c-name", '<span class="cut" title="{owner}">{owner}</span>{on_behalf}'),
    "thu-tuc": ("Thủ tục", "c-proc", '<span class="two" title="{procedure}">{procedure}</span>'),
    "buoc": ("Bước · đang chờ ai", "c-step", '{step}<small class="cut">{holder}</small>'),
    "phi": ("Phí", "num c-fee", "{fee}"),
    "vuong": ("Vướng", "c-tag", "{tag}"),
    "so": ("Số định danh", "c-more", "{number}"),
    "nop": ("Nộp lúc", "c-more", "{registered}"),
    "hen": ("Hẹn trả", "c-more", "{due_at}"),
    "trang-thai": ("Trạng thái", "c-more", "{words}"),
}
"""What an officer may show or leave out: the name in addresses → heading, class, what stands in the cell."""
USUAL = ("nguoi", "thu-tuc", "buoc", "phi", "vuong")
