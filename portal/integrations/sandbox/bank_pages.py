"""Pages of the stand-in bank."""

import html

_BANK = (
    "<!doctype html><html lang=vi><meta charset=utf-8><title>Ngân hàng thử</title>"
    "<h1>Ngân hàng thử: chuyển khoản</h1><p>{message}</p><form method=post>"
    "<p><label>Tài khoản nhận <input name=account></label></p><p><label>Số tiền <input name=amount></label></p>"
    "<p><label>Nội dung <input name=purpose size=40></label></p>"
    "<p><label>Số giao dịch (để trống thì tự đặt) <input name=id></label></p><p><button>Chuyển</button></p></form>"
    '<form method=post action="/im-lang"><p><button>{mode}</button></p></form>'
)


def front(message: str, *, down: bool) -> str:
    """Where money is sent by transfer, and where the gateways are told to fall silent."""
    mode = "Trả lời lại" if down else "Cổng ngừng trả lời"
    return _BANK.format(message=html.escape(message), mode=mode)
