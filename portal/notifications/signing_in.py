"""Who signs in hears that their letters come back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from portal.accounts.models import User
from portal.notifications import bounces


def tell(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Once per sign-in, until the address is changed or said to work."""
    row = bounces.dead(user.email)
    if row is not None:
        messages.warning(
            request,
            f"Thư gửi tới {bounces.mask_email(row.address)} bị trả lại nên tin đi bằng cách khác. "
            "Sửa địa chỉ, hoặc báo là đã dùng được, ở Tài khoản, mục Cách nhận tin.",
            fail_silently=True,  # a request without messages may sign somebody in too
        )
