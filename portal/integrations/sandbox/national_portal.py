"""The national portal's list of services, for the demo and the tests. It answers beside the stand-in of the registers
(portal.integrations.sandbox.registers), whose failures are its failures."""

from typing import Any


class Listing:
    """Services by code of procedure as they were told last; `told` counts what came, also what came twice."""

    def __init__(self) -> None:
        self.services: dict[str, dict[str, Any]] = {}
        self.told = 0

    def answer(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        self.told += 1
        code = str(body.get("MaTTHC"))
        if what == "go-dich-vu":
            self.services.pop(code, None)
            return {"MaTTHC": code}
        self.services[code] = body
        return {"MaDichVu": f"DVC.{code}"}
