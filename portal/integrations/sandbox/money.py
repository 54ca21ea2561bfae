"""The outside world of money for the demo and the tests: VNPay, the national payment platform and a bank.

`python -m portal.integrations.sandbox.money PORT PORTAL` serves on 127.0.0.1 and calls the portal at its address.
Whoever pays chooses how the bank behaves: prompt, twice, late, out of order, wrong amount, wrong signature, never.
What came in is told again in settlement files (`/doi-soat/vnpay/2026-11-22.csv`, `platform`) and in statements
(`/sao-ke/2026-11-22.csv?account=…`). Orders and transfers are kept in `bank/` of LOCAL_DIR, or in memory only.
Standard library only, nothing shared with the portal's own clients.
"""

import base64
import html
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from portal.integrations.sandbox import bank_pages, signing

VN_TIME = timezone(timedelta(hours=7))
CONFIRM = (
    "LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang", "ThoiGianGD",
    "ThongTinGiaoDich",
)  # fmt: skip
QUERIED = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo", "PromotionCode", "PromotionAmount",
)  # fmt: skip
REFUND = (
    "RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo",
    "TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo",
)  # fmt: skip
WAYS = {
    "tra": "Trả tiền",
    "hai-lan": "Trả tiền, cổng báo hai lần cùng lúc",
    "muon": "Trả tiền, cổng báo muộn 20 giây",
    "nguoc": "Cổng báo hỏng trước, thành công sau",
    "sai-tien": "Cổng báo sai số tiền",
    "sai-chu-ky": "Cổng báo sai chữ ký",
    "khong-bao": "Trả tiền, cổng không bao giờ báo",
    "hong": "Không đủ tiền",
    "huy": "Hủy",
}
FAILED = {"hong": "51", "huy": "24"}


class Outside:
    """What the outside knows: orders and whether they are paid. `secrets` are those it shares with the portal."""

    def __init__(self, portal: str, secrets: dict[str, str], kept: Path | None = None) -> None:
        self.portal, self.secrets, self.kept = portal.rstrip("/"), secrets, kept
        known = json.loads(kept.read_text()) if kept and kept.exists() else {}
        self.orders: dict[str, dict[str, Any]] = known.get("orders", {})
        self.transfers: list[dict[str, Any]] = known.get("transfers", [])
        self.answers: list[str] = []
        self.down = False
        self.seal: Any = None  # the bank's; made by whoever wants vouchers
        self.papers = False  # vouchers as signed PDF instead of JSON
        self.returned: dict[str, dict[str, Any]] = known.get(
            "returned", {}
        )  # given back, by VNPay's request number
        self.return_status = "00"
        self.deaf_after_paying = False  # pays back, then never answers
        self._lock = threading.Lock()
        self._number = 14_000_000 + len(self.orders)

    def order(self, kind: str, reference: str, vnd: int, back: str, about: str) -> dict[str, Any]:
        """The order of this reference, made when it is first seen."""
        with self._lock:
            self._number += 1
            fresh = {
                "kind": kind, "reference": reference, "vnd": vnd, "back": back, "about": about,
                "number": str(self._number), "code": "", "at": "",
            }  # fmt: skip
            return self.orders.setdefault(f"{kind}:{reference}", fresh)

    def play(self, order: dict[str, Any], way: str) -> None:
        """The payer has chosen; the portal hears of it in the chosen way."""
        order["code"], order["at"] = FAILED.get(way, "00"), _stamp()
        self.keep()
        calls = {"hai-lan": 2, "khong-bao": 0}.get(way, 1)
        if way == "nguoc":
            self._later(0, order, "99", "")
            self._later(1, order, "00", "")
        for _ in range(0 if way == "nguoc" else calls):
            self._later(20 if way == "muon" else 0, order, order["code"], way)

    def keep(self) -> None:
        """Writes down what is known, so that it outlives this process."""
        if self.kept is not None:
            with self._lock:
                part = self.kept.with_suffix(".part")
                known = {"orders": self.orders, "transfers": self.transfers, "returned": self.returned}
                part.write_text(json.dumps(known))
                part.rename(self.kept)

    def settlement(self, kind: str, day: str) -> str:
        """The gateway's file of one day (2026-11-22): what it took for us, as it was really paid."""
        paid = [one for one in self.orders.values() if one["kind"] == kind and one["code"] == "00"]
        mark = day.replace("-", "")
        rows = [one for one in paid if one["at"].startswith(mark)]
        lines = [f"{one['reference']};{one['number']};{one['vnd']}" for one in rows]
        return "\n".join(["Ma tham chieu;Ma giao dich;So tien", *lines, ""])

    def statement(self, account: str, day: str) -> str:
        """The bank's statement of one account and day, as CSV."""
        rows = [one for one in self.transfers if one["account"] == account and one["at"].startswith(day)]
        shown = "/".join(reversed(day.split("-")))
        lines = [f"{shown},{one['id']},,{one['amount']},{one['purpose'].replace(',', ' ')}" for one in rows]
        return "\n".join(["Ngày GD,Số giao dịch,Ghi nợ,Ghi có,Nội dung", *lines, ""])

    def _later(self, seconds: float, order: dict[str, Any], code: str, way: str) -> None:
        threading.Timer(seconds, self._call, (order, code, way)).start()

    def _call(self, order: dict[str, Any], code: str, way: str) -> None:
        vnd = order["vnd"] + (1000 if way == "sai-tien" else 0)
        for wait in (0, 1, 3):
            time.sleep(wait)
            try:
                if order["kind"] == "vnpay":
                    said = self._get(f"/thanh-toan/vnpay/ipn/?{urlencode(self.ipn(order, code, vnd, way))}")
                else:
                    said = self._post("/thanh-toan/nen-tang/xac-nhan/", self.confirm(order, code, vnd, way))
            except OSError as error:
                said = str(error)
                continue
            finally:
                self.answers.append(said)
            return

    def ipn(self, order: dict[str, Any], code: str, vnd: int, way: str = "") -> dict[str, str]:
        """VNPay's IPN or return fields, signed."""
        fields = {
            "vnp_Amount": str(vnd * 100), "vnp_BankCode": "NCB", "vnp_BankTranNo": f"VNP{order['number']}",
            "vnp_CardType": "ATM", "vnp_OrderInfo": order["about"], "vnp_PayDate": order["at"] or _stamp(),
            "vnp_ResponseCode": code, "vnp_TmnCode": self.secrets["VNPAY_TMN_CODE"],
            "vnp_TransactionNo": order["number"], "vnp_TransactionStatus": "00" if code == "00" else "02",
            "vnp_TxnRef": order["reference"],
        }  # fmt: skip
        secret = self.secrets["VNPAY_SECRET"] + ("x" if way == "sai-chu-ky" else "")
        return signing.vnpay(fields, secret)

    def confirm(self, order: dict[str, Any], code: str, vnd: int, way: str = "") -> dict[str, str]:
        """The platform's CONFIRM, signed."""
        fields = {
            "LoaiBanTin": "CONFIRM", "MaLoi": code, "MaDoiTac": self.secrets["PAYMENT_PLATFORM_PARTNER"],
            "MaThamChieu": order["reference"], "SoTien": str(vnd), "MaTienTe": "VND",
            "MaGiaoDich": order["number"], "MaNganHang": "NCB", "ThoiGianGD": order["at"] or _stamp(),
            "ThongTinGiaoDich": order["about"],
        }  # fmt: skip
        secret = self.secrets["PAYMENT_PLATFORM_SECRET"] + ("x" if way == "sai-chu-ky" else "")
        return {**fields, "MaXacThuc": signing.platform([fields[name] for name in CONFIRM], secret)}

    def query(self, asked: dict[str, Any]) -> dict[str, str]:
        """VNPay's answer to querydr."""
        order = self.orders.get(f"vnpay:{asked.get('vnp_TxnRef')}")
        said = dict.fromkeys((f"vnp_{name}" for name in QUERIED), "")
        said |= {"vnp_ResponseId": _stamp(), "vnp_Command": "querydr", "vnp_ResponseCode": "91",
                 "vnp_TmnCode": self.secrets["VNPAY_TMN_CODE"]}  # fmt: skip
        if order:
            status = {"": "01", "00": "00"}.get(order["code"], "02")
            said |= {
                "vnp_ResponseCode": "00", "vnp_TxnRef": order["reference"], "vnp_Amount": str(order["vnd"] * 100),
                "vnp_BankCode": "NCB", "vnp_PayDate": order["at"], "vnp_TransactionNo": order["number"],
                "vnp_TransactionType": "01", "vnp_TransactionStatus": status, "vnp_OrderInfo": order["about"],
            }  # fmt: skip
            if "returned" in order:
                said["vnp_TransactionType"], said["vnp_TransactionStatus"] = order["returned"]
        values = [said[f"vnp_{name}"] for name in QUERIED]
        return {**said, "vnp_SecureHash": signing.vnpay_list(values, self.secrets["VNPAY_SECRET"])}

    def give_back(self, asked: dict[str, Any]) -> dict[str, str]:
        """VNPay's refund: once for each request number, never more than came in."""
        order = self.orders.get(f"vnpay:{asked.get('vnp_TxnRef')}")
        signed = [str(asked.get(f"vnp_{name}", "")) for name in REFUND]
        code, status = "00", self.return_status
        if asked.get("vnp_SecureHash") != signing.vnpay_list(signed, self.secrets["VNPAY_SECRET"]):
            code = "97"
        elif order is None or order["code"] != "00":
            code = "91"
        with self._lock:
            vnd = int(str(asked.get("vnp_Amount", "0"))) // 100
            gone = sum(
                one["vnd"] for one in self.returned.values() if one["reference"] == asked.get("vnp_TxnRef")
            )
            if code == "00" and asked["vnp_RequestId"] in self.returned:
                code = "94"
            elif code == "00" and order and gone + vnd > order["vnd"]:
                code = "93"
            elif code == "00" and status != "09":
                self.returned[asked["vnp_RequestId"]] = {"reference": asked["vnp_TxnRef"], "vnd": vnd}
                if order:
                    order["returned"] = (asked["vnp_TransactionType"], status)
        self.keep()
        said = dict.fromkeys((f"vnp_{name}" for name in QUERIED[:13]), "")
        said |= {
            "vnp_ResponseId": _stamp(), "vnp_Command": "refund", "vnp_ResponseCode": code,
            "vnp_TmnCode": self.secrets["VNPAY_TMN_CODE"], "vnp_TxnRef": str(asked.get("vnp_TxnRef", "")),
            "vnp_Amount": str(vnd * 100), "vnp_TransactionType": str(asked.get("vnp_TransactionType", "")),
            "vnp_TransactionStatus": status if code == "00" else "", "vnp_TransactionNo": f"R{_stamp()}",
        }  # fmt: skip
        values = [said[f"vnp_{name}"] for name in QUERIED[:13]]
        return {**said, "vnp_SecureHash": signing.vnpay_list(values, self.secrets["VNPAY_SECRET"])}

    def bill(self, order: dict[str, Any]) -> dict[str, str]:
        """The platform's GET_BILL: the bank's voucher with its signature."""
        if self.seal is None:
            return {"MaLoi": "91"}
        if self.papers:
            lines = [
                "CHUNG TU NOP NGAN SACH NHA NUOC", f"So chung tu: CT{order['number']}",
                f"Ma tham chieu: {order['reference']}", f"So tien: {order['vnd']:,} VND".replace(",", "."),
                f"Ngay nop: {order['at']}", "Ngan hang thu",
            ]  # fmt: skip
            return {"MaLoi": "00", "ChungTuPDF": base64.b64encode(self.seal.paper(lines)).decode()}
        content = json.dumps(
            {"SoChungTu": f"CT{order['number']}", "MaThamChieu": order["reference"], "SoTien": order["vnd"],
             "NgayNop": order["at"], "NganHang": "Ngân hàng thử"},
            ensure_ascii=False,
        )  # fmt: skip
        return {"MaLoi": "00", "ChungTu": content, "ChuKy": self.seal.sign(content)}

    def notice(self, rows: list[dict[str, Any]]) -> str:
        """The bank tells the portal that money came."""
        body = json.dumps({"transactions": rows}).encode()
        secret = self.secrets["BANK_NOTICE_SECRET"]
        return self._send("/thanh-toan/ngan-hang/bao-co/", body, {"X-Signature": signing.bank(body, secret)})

    def _get(self, path: str) -> str:
        return _open(urllib.request.Request(self.portal + path))  # noqa: S310

    def _post(self, path: str, fields: dict[str, str]) -> str:
        return self._send(path, json.dumps(fields).encode(), {})

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> str:
        headers = {"Content-Type": "application/json", **headers}
        return _open(urllib.request.Request(self.portal + path, body, headers))  # noqa: S310


def _open(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return str(answer.read().decode())


def _stamp() -> str:
    return datetime.now(VN_TIME).strftime("%Y%m%d%H%M%S")


class Handler(BaseHTTPRequestHandler):
    """Pages for the payer, services for the portal."""

    outside: Outside

    def do_GET(self) -> None:
        path, fields = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if self.outside.down and path != "/":
            return self._say(503, "down")
        if path == "/vnpay/pay":
            vnd = int(fields.get("vnp_Amount", "0")) // 100
            order = self.outside.order(
                "vnpay", fields["vnp_TxnRef"], vnd, fields["vnp_ReturnUrl"], fields["vnp_OrderInfo"]
            )
            return self._page(order)
        known = self.outside.orders.get(f"platform:{fields.get('ref')}")
        if path == "/platform/pay" and known:
            return self._page(known)
        if path == "/chung-thu.pem" and self.outside.seal is not None:
            return self._say(200, self.outside.seal.pem, "application/x-pem-file")
        parts = path.strip("/").removesuffix(".csv").split("/")
        if len(parts) == 3 and parts[0] == "doi-soat":
            return self._say(200, self.outside.settlement(parts[1], parts[2]), "text/csv")
        if len(parts) == 2 and parts[0] == "sao-ke":
            return self._say(200, self.outside.statement(fields.get("account", ""), parts[1]), "text/csv")
        return self._say(200, self._front("")) if path == "/" else self._say(404, "")

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 100_000))
        path = urlsplit(self.path).path
        if path == "/im-lang":
            self.outside.down = not self.outside.down
            return self._say(200, self._front(""))
        if self.outside.down:
            return self._say(503, "down")
        if path == "/vnpay/api":
            asked = json.loads(raw)
            if asked.get("vnp_Command") != "refund":
                return self._json(self.outside.query(asked))
            said = self.outside.give_back(asked)
            return self._say(503, "down") if self.outside.deaf_after_paying else self._json(said)
        if path == "/platform/api":
            return self._json(self._platform(json.loads(raw)))
        fields = dict(parse_qsl(raw.decode()))
        if path == "/chon":
            return self._chosen(fields)
        return self._say(200, self._front(self._transfer(fields)))

    def _front(self, message: str) -> str:
        return bank_pages.front(message, down=self.outside.down)

    def _platform(self, asked: dict[str, Any]) -> dict[str, str]:
        reference = str(asked.get("MaThamChieu"))
        if asked.get("LoaiBanTin") == "INIT":
            about, back = str(asked.get("ThongTinGiaoDich", "")), str(asked.get("UrlTroVe", ""))
            self.outside.order("platform", reference, int(asked["SoTien"]), back, about)
            here = f"http://{self.headers['Host']}/platform/pay?ref={reference}"
            return {"MaLoi": "0", "UrlThanhToan": here}
        order = self.outside.orders.get(f"platform:{reference}")
        if not order or not order["code"]:
            return {"MaLoi": "91"}
        if asked.get("LoaiBanTin") == "GET_BILL":
            return self.outside.bill(order)
        return self.outside.confirm(order, order["code"], order["vnd"])

    def _chosen(self, fields: dict[str, str]) -> None:
        order = self.outside.orders[fields["order"]]
        self.outside.play(order, fields["way"])
        sent = (
            self.outside.ipn(order, order["code"], order["vnd"])
            if order["kind"] == "vnpay"
            else {"MaThamChieu": order["reference"]}
        )
        self.send_response(303)
        self.send_header("Location", f"{order['back']}?{urlencode(sent)}")
        self.end_headers()

    def _transfer(self, fields: dict[str, str]) -> str:
        row = {
            "id": fields.get("id") or f"FT{time.time_ns()}",
            "account": fields.get("account", ""),
            "amount": int(fields.get("amount") or 0),
            "purpose": fields.get("purpose", ""),
            "at": datetime.now(VN_TIME).isoformat(),
        }
        self.outside.transfers.append(row)
        self.outside.keep()
        try:
            return self.outside.notice([row])
        except urllib.error.HTTPError as error:
            return error.read().decode(errors="replace")

    def _page(self, order: dict[str, Any]) -> None:
        buttons = "".join(
            f'<p><button name="way" value="{way}">{words}</button></p>' for way, words in WAYS.items()
        )
        key = html.escape(f"{order['kind']}:{order['reference']}")
        self._say(
            200,
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>Ngân hàng thử</title>"
            f"<h1>Ngân hàng thử: {order['vnd']:,} đ</h1><p>{html.escape(order['about'])}</p>"
            f'<form method="post" action="/chon"><input type="hidden" name="order" value="{key}">{buttons}</form>',
        )

    def _json(self, data: dict[str, str]) -> None:
        self._say(200, json.dumps(data), "application/json")

    def _say(self, status: int, text: str, kind: str = "text/html") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the demo's log is for the portal."""


def serve(port: int, outside: Outside) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    handler = type("Bound", (Handler,), {"outside": outside})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main(port: int, portal: str) -> None:
    """Serve on this port until ended; accounts and seal are kept in the local folder."""
    from portal.integrations.sandbox.bank_seal import Seal

    shared = (
        "VNPAY_TMN_CODE",
        "VNPAY_SECRET",
        "PAYMENT_PLATFORM_PARTNER",
        "PAYMENT_PLATFORM_SECRET",
        "BANK_NOTICE_SECRET",
    )
    folder = Path(os.environ["LOCAL_DIR"]) / "bank"
    seal = Seal.kept(folder)
    outside = Outside(portal, {name: os.environ.get(name, "") for name in shared}, folder / "known.json")
    outside.seal, outside.papers = seal, True
    serve(port, outside).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
