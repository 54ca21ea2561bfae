"""Django's rules for passwords in our own words: no composition rules, eight characters, not a known one."""

from django.contrib.auth import password_validation as base
from django.utils.translation import gettext as _


class LongEnough(base.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu phải từ %(n)s ký tự trở lên") % {"n": self.min_length}


class NotCommon(base.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Nhiều người dùng mật khẩu này nên dễ bị đoán. Chọn một câu khác")


class NotOneself(base.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu giống tên, thư điện tử hoặc số điện thoại của bạn. Chọn một câu khác")
